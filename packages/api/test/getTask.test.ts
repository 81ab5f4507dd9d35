import { afterAll, beforeAll, expect, test } from "vitest";
import { ana, createTestApi, insertRows } from "./createTestApi.ts";

let api: Awaited<ReturnType<typeof createTestApi>>;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

test("a completed task shows its result and its reference", async () => {
  const { id } = await api.queue.addToQueue(
    "EMAIL_SEND",
    { to: "x@example.com" },
    { ownerId: ana.id, reference: { id: "42", type: "Order" }, tags: ["shop"] },
  );
  await api.queue.processJob(id);
  expect(await api.as(ana).queue.getTask({ id })).toMatchObject({
    id,
    status: "COMPLETED",
    data: { to: "x@example.com" },
    result: { done: true },
    reference: { id: "42", type: "Order" },
    tags: ["shop"],
    attemptHistory: [],
    explanation: null,
  });
});

test("a task of a schedule names the schedule and its slot, and the rows of lists do not", async () => {
  const slot = new Date("2026-11-28T07:00:00.000Z");
  const [id, byHand] = (await insertRows(api.db, [{ owner: ana }, { owner: ana }])) as [string, string];
  await api.db.queueTask.update({ where: { id }, data: { scheduleName: "nightly", scheduledSlot: slot } });
  await api.db.queueTask.update({ where: { id: byHand }, data: { scheduleName: "nightly" } });
  const client = api.as(ana).queue;
  expect(await client.getTask({ id })).toMatchObject({ scheduleName: "nightly", scheduledSlot: slot.toISOString() });
  expect(await client.getTask({ id: byHand })).toMatchObject({ scheduleName: "nightly", scheduledSlot: null });
  const lists = [await client.listTasks({}), await client.getQueueStatus()];
  expect(JSON.stringify(lists)).not.toMatch(/scheduleName|nightly/);
});

test("meta of the application is not shown", async () => {
  const { id } = await api.queue.addToQueue("EMAIL_SEND", {}, { ownerId: ana.id, meta: { tenant: "internal-7" } });
  const shown = [await api.as(ana).queue.getTask({ id }), await api.as(ana).queue.listTasks({})];
  expect(JSON.stringify(shown)).not.toContain("internal-7");
});

test("a result of null is shown as null, and none is absent", async () => {
  const [nothing, none] = (await insertRows(api.db, [{ owner: ana }, { owner: ana }])) as [string, string];
  await api.db.$executeRaw`UPDATE "QueueTask" SET result = 'null' WHERE id = ${nothing}`;
  expect(await api.as(ana).queue.getTask({ id: nothing })).toHaveProperty("result", null);
  expect(await api.as(ana).queue.getTask({ id: none })).not.toHaveProperty("result");
});

test("integers beyond 2^53 keep all their digits, in the data and in the result", async () => {
  const [id] = (await insertRows(api.db, [{ owner: ana }])) as [string];
  const json = '{"id": 1970670598291982290, "small": 7}';
  await api.db.$executeRaw`UPDATE "QueueTask" SET data = ${json}::jsonb, result = ${json}::jsonb WHERE id = ${id}`;
  const exact = { id: "1970670598291982290", small: 7 };
  expect(await api.as(ana).queue.getTask({ id })).toMatchObject({ data: exact, result: exact });
  expect((await api.as(ana).queue.listTasks({})).tasks).toContainEqual(expect.objectContaining({ id, data: exact }));
});

test("failed attempts are listed, oldest first, without secrets or stacks", async () => {
  const { id } = await api.queue.addToQueue("FAILS", {}, { ownerId: ana.id });
  for (const _attempt of [1, 2]) await api.queue.processJob(id).catch(() => {});
  const task = await api.as(ana).queue.getTask({ id });
  expect(task).toMatchObject({ status: "MAX_RETRIES_REACHED", terminalReason: "EXHAUSTED" });
  expect(task.attemptHistory).toMatchObject([
    { attempt: 1, outcome: "FAILED", errorClass: "Error", errorMessage: "the password: [redacted] was refused" },
    { attempt: 2, outcome: "FAILED" },
  ]);
  expect(JSON.stringify(task)).not.toMatch(/hunter2|createTestApi\.ts/);
});

test("the causes of a failure are listed, without secrets", async () => {
  const { id } = await api.queue.addToQueue("FAILS", {}, { ownerId: ana.id });
  await api.queue.processJob(id).catch(() => {});
  const causes = [{ errorClass: "Error", code: "ECONNRESET", message: "at https://app:hunter2@db/", causes: [] }];
  await api.db.queueTaskAttempt.updateMany({
    where: { taskId: id },
    data: { errorCode: "503", errorCauses: [{ errorClass: "TypeError", message: "fetch failed", causes }] },
  });
  expect((await api.as(ana).queue.getTask({ id })).attemptHistory).toMatchObject([
    {
      errorCode: "503",
      errorCauses: [
        { message: "fetch failed", causes: [{ code: "ECONNRESET", message: "at https://[redacted]@db/" }] },
      ],
    },
  ]);
  await api.db.queueTaskAttempt.updateMany({ where: { taskId: id }, data: { errorCauses: { not: "a list" } } });
  expect((await api.as(ana).queue.getTask({ id })).attemptHistory).toMatchObject([{ errorCauses: [] }]);
});

test("a waiting task has an explanation", async () => {
  const { id } = await api.queue.addToQueue("EMAIL_SEND", {}, { ownerId: ana.id, delayMs: 3_600_000 });
  const { explanation } = await api.as(ana).queue.getTask({ id });
  expect(explanation).toMatch(/\w+ \w+/);
});

test("data and result are shown up to 64 kB and cut above", async () => {
  const [id] = (await insertRows(api.db, [{ owner: ana, data: { note: "x".repeat(30_000) } }])) as [string];
  expect((await api.as(ana).queue.getTask({ id })).data).toEqual({ note: "x".repeat(30_000) });
  await api.db.queueTask.update({ where: { id }, data: { data: { note: "x".repeat(200_000), first: 1 } } });
  const { data } = await api.as(ana).queue.getTask({ id });
  expect(JSON.stringify(data).length).toBeLessThan(65_536);
});

test("no response contains a lease token or lease owner", async () => {
  const [id] = (await insertRows(api.db, [{ owner: ana, status: "PROCESSING" }])) as [string];
  const row = await api.db.queueTask.findUniqueOrThrow({ where: { id } });
  const responses = [await api.as(ana).queue.getTask({ id }), await api.as(ana).queue.getQueueStatus()];
  expect(JSON.stringify(responses)).not.toContain(row.leaseToken);
});
