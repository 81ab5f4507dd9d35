import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { TaskPage } from "../src/index.ts";
import { ana, ben, createTestApi, insertRows } from "./createTestApi.ts";

let api: Awaited<ReturnType<typeof createTestApi>>;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(async () => {
  await api.db.queueTask.deleteMany();
});
afterAll(() => api.close());

type Filter = Parameters<ReturnType<typeof api.as>["queue"]["listTasks"]>[0];

async function readAllPages(filter: Filter): Promise<TaskPage[]> {
  const pages: TaskPage[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.as(ana).queue.listTasks({ ...filter, cursor });
    pages.push(page);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && pages.length < 100);
  return pages;
}

test("pages follow each other without a gap or an overlap, the running task first and the finished ones last", async () => {
  const finishedAt = new Date("2026-01-01T00:00:00Z");
  const ids = await insertRows(api.db, [
    { owner: ana, status: "COMPLETED", finishedAt },
    { owner: ana, status: "PENDING" },
    { owner: ana, status: "CANCELLED", finishedAt },
    { owner: ana, status: "FAILED" },
    { owner: ana, status: "MAX_RETRIES_REACHED", finishedAt: new Date("2026-03-03") },
    { owner: ana, status: "PROCESSING" },
    { owner: ana, status: "COMPLETED", finishedAt },
  ]);
  const expected = [5, 1, 3, 4, 6, 2, 0].map((index) => ids[index]);
  for (const limit of [1, 2, 3, 4, 7, 100]) {
    const pages = await readAllPages({ limit });
    expect(pages.flatMap((page) => page.tasks.map((task) => task.id))).toEqual(expected);
    expect(pages.slice(0, -1).every((page) => page.tasks.length === limit)).toBe(true);
  }
});

test("tasks that finished within one microsecond of each other are all listed once", async () => {
  const ids = await insertRows(
    api.db,
    Array.from({ length: 9 }, () => ({ owner: ana, status: "COMPLETED" as const })),
  );
  await api.db
    .$executeRaw`UPDATE "QueueTask" SET "finishedAt" = '2026-01-01 00:00:00.000001+00' WHERE "id" < (SELECT max("id") FROM "QueueTask")`;
  const listed = (await readAllPages({ limit: 2 })).flatMap((page) => page.tasks.map((task) => task.id));
  expect(listed.toSorted()).toEqual(ids.toSorted());
});

test("a list of one status or type has only tasks of that kind", async () => {
  const ids = await insertRows(api.db, [
    { owner: ana, type: "EMAIL_SEND", status: "COMPLETED" },
    { owner: ana, type: "IMAGE_PROCESS", status: "COMPLETED" },
    { owner: ana, type: "EMAIL_SEND" },
  ]);
  const idsOf = async (filter: Filter) => (await api.as(ana).queue.listTasks(filter)).tasks.map((task) => task.id);
  expect(await idsOf({ status: "COMPLETED" })).toEqual([ids[1], ids[0]]);
  expect(await idsOf({ type: "EMAIL_SEND" })).toEqual([ids[2], ids[0]]);
  expect(await idsOf({ status: "COMPLETED", type: "EMAIL_SEND" })).toEqual([ids[0]]);
});

test("a list of one kind, or with words that were searched for, has only those tasks", async () => {
  const ids = await insertRows(api.db, [
    { owner: ana, status: "FAILED" },
    { owner: ana, status: "MAX_RETRIES_REACHED", type: "EMAIL_SEND" },
    { owner: ana, status: "PROCESSING" },
    { owner: ben, status: "FAILED" },
  ]);
  const idsOf = async (filter: Filter) => (await api.as(ana).queue.listTasks(filter)).tasks.map((task) => task.id);
  expect(await idsOf({ kind: "failed" })).toEqual([ids[1]]);
  expect(await idsOf({ kind: "retrying" })).toEqual([ids[0]]);
  expect(await idsOf({ kind: "active" })).toEqual([ids[2], ids[0]]);
  expect(await idsOf({ search: "email" })).toEqual([ids[1]]);
  expect(await idsOf({ search: "no such words" })).toEqual([]);
});

test("a cursor of another filter is refused", async () => {
  await insertRows(api.db, [{ owner: ana }, { owner: ana }]);
  const { nextCursor } = await api.as(ana).queue.listTasks({ limit: 1 });
  const reading = api.as(ana).queue.listTasks({ kind: "failed", cursor: nextCursor as string });
  await expect(reading).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("without a limit a page has 50 tasks", async () => {
  await insertRows(
    api.db,
    Array.from({ length: 51 }, () => ({ owner: ana })),
  );
  const page = await api.as(ana).queue.listTasks({});
  expect(page.tasks).toHaveLength(50);
  expect(page.nextCursor).not.toBeNull();
});

test("another user's tasks are not listed, whatever the cursor says", async () => {
  await insertRows(api.db, [{ owner: ben }, { owner: ben }, { owner: ben, status: "COMPLETED" }]);
  const { nextCursor } = await api.as(ben).queue.listTasks({ limit: 1 });
  expect((await api.as(ana).queue.listTasks({})).tasks).toEqual([]);
  expect((await api.as(ana).queue.listTasks({ cursor: nextCursor as string })).tasks).toEqual([]);
});

test.each([
  ["a limit above 100", { limit: 101 }],
  ["a limit of 0", { limit: 0 }],
  ["an unknown status", { status: "DONE" }],
  ["a type with a quote", { type: "x' OR 1=1" }],
  ["an unknown field", { ownerId: ben.id }],
  ["a cursor that no list gave out", { cursor: "abc" }],
])("%s is refused", async (_what, input) => {
  await expect(api.as(ana).queue.listTasks(input as Filter)).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a read that takes too long is stopped and says so", async () => {
  const { withStatementTimeout } = await import("../src/withStatementTimeout.ts");
  const reading = withStatementTimeout(api.db, 20, async (tx) => tx.$queryRawUnsafe("SELECT pg_sleep(10)::text"));
  await expect(reading).rejects.toMatchObject({ code: "TIMEOUT" });
});
