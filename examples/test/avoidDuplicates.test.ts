import { afterAll, expect, test } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const { queue, requestSync, syncAccount, syncInTurn } = await import("../avoidDuplicates.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

test("a unique key is taken until its task is finished", async () => {
  const first = await syncAccount("ana");
  expect(await syncAccount("ana")).toMatchObject({ id: first.id });
  expect(await requestSync("ana")).toBeNull();
  await queue.processJob(first.id);
  expect((await syncAccount("ana")).id).not.toBe(first.id);
});

test("tasks of one concurrency key are all added, and run one after the other", async () => {
  const [first, second] = await Promise.all([syncInTurn("ben"), syncInTurn("ben")]);
  expect(first.id).not.toBe(second.id);
  await database.db.queueTask.update({
    where: { id: first.id },
    data: { status: "PROCESSING", leaseToken: crypto.randomUUID(), leaseExpiresAt: new Date(Date.now() + 60_000) },
  });
  await expect(queue.processJob(second.id)).rejects.toMatchObject({ code: "TASK_BUSY" });
  expect(await queue.explainTask(second.id)).toMatchObject({ reasons: [{ code: "KEY_BUSY" }, { code: "NO_RUNNER" }] });
});
