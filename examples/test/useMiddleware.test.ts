import { db } from "@package/db";
import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { queue, sendCode, tenant } = await import("../useMiddleware.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

test("the worker runs with the tenant of the request that added the task", async () => {
  const { id } = await tenant.run("acme", () => sendCode("+33 1"));
  expect(await queue.processJob(id)).toMatchObject({ result: { sent: "acme sends a code to +33 1" } });
  expect((await queue.readLogs(id)).items).toMatchObject([
    { message: "Attempt ended", fields: { ms: expect.any(Number) } },
  ]);
});

test("a code that is not sent within a minute expires", async () => {
  const { id } = await tenant.run("acme", () => sendCode("+33 2"));
  await db.queueTask.update({ where: { id }, data: { startBy: new Date(Date.now() - 1_000) } });
  const runner = queue.start();
  expect(await queue.waitForTask(id)).toMatchObject({ status: "MAX_RETRIES_REACHED", terminalReason: "EXPIRED" });
  await runner.stop();
});
