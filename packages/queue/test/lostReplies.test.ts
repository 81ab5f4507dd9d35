import { afterEach, describe, expect, test } from "vitest";
import { defineWorker, defineWorkers, QueueService } from "../src/index.ts";
import { interceptClient } from "./support/interceptClient.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
let runs = 0;
let isFailing = false;
const workers = defineWorkers({
  WORK: defineWorker({
    run: async () => {
      runs++;
      if (isFailing) throw new Error("as asked");
    },
  }),
});

const open: QueueService<typeof workers>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((queue) => queue.close()));
  runs = 0;
  isFailing = false;
});

/** A service that loses the reply to the first statement that begins with `text`. @param meanwhile - runs before the retry */
function openLosing(beginning: string, error: Error, meanwhile: () => Promise<unknown> = async () => {}) {
  let isLost = false;
  const client = interceptClient(queues.database.db, async (text, run) => {
    const answer = await run();
    if (isLost || !text.startsWith(beginning)) return answer;
    isLost = true;
    await meanwhile();
    throw error;
  });
  const queue = new QueueService(client, { workers, logger: { info() {}, warn() {}, error() {} } });
  open.push(queue);
  return queue;
}
const cutOff = new Error("Connection terminated unexpectedly");

async function addFailed(): Promise<string> {
  const { id } = await queues.open(workers).addToQueue("WORK", {}, { maxAttempts: 1 });
  const over = { status: "MAX_RETRIES_REACHED", attempts: 1, finishedAt: new Date() } as const;
  await queues.database.db.queueTask.update({ where: { id }, data: over });
  return id;
}

describe.each([
  ["retryTask", (queue: QueueService<typeof workers>, id: string) => queue.retryTask(id)],
  [
    "updateInQueue",
    (queue: QueueService<typeof workers>, id: string) => queue.updateInQueue(id, { status: "PENDING", priority: 5 }),
  ],
])("a retry by %s whose reply is lost", (_, retry) => {
  test("returns the waiting task", async () => {
    const id = await addFailed();
    const task = await retry(openLosing("UPDATE", cutOff), id);
    expect(task).toMatchObject({ id, status: "PENDING", maxAttempts: 2 });
  });

  test.each([
    ["completed", false, "COMPLETED"],
    ["failed again", true, "MAX_RETRIES_REACHED"],
  ])("is one retry if the task has run and %s in the meantime", async (__, fails, status) => {
    isFailing = fails;
    const id = await addFailed();
    const other = queues.open(workers);
    const queue = openLosing("UPDATE", cutOff, () => other.processJob(id).catch(() => {}));
    expect(await retry(queue, id)).toMatchObject({ id, status, maxAttempts: 2 });
    expect(runs).toBe(1);
    expect(await queue.readFromQueue(id)).toMatchObject({ status, attempts: 2 });
  });
});

test("a running task is not retried, even if the first statement failed with a transient error", async () => {
  const { id } = await queues.open(workers).addToQueue("WORK", {});
  await queues.database.db.$executeRaw`UPDATE "QueueTask" SET status = 'PROCESSING', "leaseToken" = gen_random_uuid(),
    "leaseExpiresAt" = now() + interval '1 hour' WHERE id = ${id}`;
  const queue = openLosing("SELECT", cutOff);
  await expect(queue.retryTask(id)).rejects.toMatchObject({ code: "INVALID_TRANSITION", from: "PROCESSING" });
});

test("a task that never existed is not found, even if the database was unreachable at first", async () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  await expect(openLosing("DELETE", refused).deleteFromQueue("nobody")).rejects.toMatchObject({
    code: "TASK_NOT_FOUND",
  });
  expect(await openLosing("DELETE", refused).resumeType("WORK")).toBe(false);
});

test("a waiting task is returned as cancelled when the first reply is lost", async () => {
  const { id } = await queues.open(workers).addToQueue("WORK", {});
  expect(await openLosing("UPDATE", cutOff).cancelTask(id)).toMatchObject({ id, status: "CANCELLED" });
});

test("a batch whose reply is lost is added once, and its ids are returned in order", async () => {
  const queue = openLosing("WITH inserted", cutOff);
  const added = await queue.addManyToQueue(
    [1, 2, 3].map((n) => ({ type: "WORK" as const, data: n, uniqueKey: `${n}` })),
  );
  expect(added.map(({ data }) => data)).toEqual([1, 2, 3]);
  expect(await queues.database.db.queueTask.count()).toBe(3);
});

test("changed data is returned when the first reply is lost and the task starts in the meantime", async () => {
  const other = queues.open(workers);
  const { id } = await other.addToQueue("WORK", { n: 1 });
  const queue = openLosing("UPDATE", cutOff, () => other.processJob(id));
  expect(await queue.updateInQueue(id, { data: { n: 2 } })).toMatchObject({ data: { n: 2 }, status: "COMPLETED" });
});
