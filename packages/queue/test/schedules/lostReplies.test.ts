import { afterEach, expect, test } from "vitest";
import { defineWorker, type Workers } from "../../src/index.ts";
import { interceptClient } from "../support/interceptClient.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";

const queues = setUpTestQueues();
const workers = { REPORT: defineWorker({ run: () => {} }) };
const report = { name: "report", type: "REPORT", data: {}, cron: "0 3 1 1 *" } as const;

afterEach(async () => {
  const { db } = queues.database;
  await db.queueSchedule.deleteMany();
  await db.queueAudit.deleteMany();
});

/** A service that loses the reply to the first statement that contains `part`, after it was carried out. */
function openLosing(part: string) {
  let isLost = false;
  const client = interceptClient(queues.client, async (text, run) => {
    const reply = await run();
    if (isLost || !text.includes(part)) return reply;
    isLost = true;
    throw new Error("Connection terminated unexpectedly");
  });
  return queues.open<Workers>(workers, {}, client);
}

test.each(["skip", "allow"] as const)(
  "runNow with the overlap policy %s adds one task if its reply is lost",
  async (overlap) => {
    const queue = openLosing("'schedule.run'");
    await queue.schedules.upsert({ ...report, overlap });
    const { outcome, taskId } = await queue.schedules.runNow("report");
    const tasks = await queues.database.db.queueTask.findMany();
    expect([outcome, taskId]).toEqual(["fired", tasks[0]?.id]);
    expect(tasks).toHaveLength(1);
  },
);

test("a schedule whose deletion gets no reply is deleted, without an error", async () => {
  const queue = openLosing("'schedule.delete'");
  await queue.schedules.upsert(report);
  await queue.schedules.delete("report");
  expect(await queue.schedules.read("report")).toBeNull();
});

test("a schedule whose creation gets no reply is created once", async () => {
  const queue = openLosing("'schedule.create'");
  expect(await queue.schedules.upsert(report)).toMatchObject({ name: "report", status: "active" });
  expect((await queue.listAudit()).items).toHaveLength(1);
});
