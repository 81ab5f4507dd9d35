import { afterAll, beforeAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";
import { type MailServer, startMailServer } from "./support/startMailServer.ts";

const database = await openExampleDatabase();
let mailServer: MailServer;

beforeAll(async () => {
  mailServer = await startMailServer();
});
afterAll(async () => {
  await mailServer.stop();
  await database.drop();
});

test("the quick start sends its email and completes its task", async () => {
  const { queueService, result, task } = await import("../contract/quickStart.ts");
  expect(task).toMatchObject({ type: "EMAIL_SEND", status: "PENDING", priority: 1, maxAttempts: 3 });
  expect(result).toMatchObject({ id: task.id, status: "COMPLETED", attempts: 1 });
  expect(mailServer.mails).toEqual([expect.stringMatching(/^To: user@example\.com\r$/m)]);
  expect(mailServer.mails[0]).toMatch(/^Subject: Welcome\r$/m);
  await queueService.close();
});
