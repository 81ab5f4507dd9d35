import { expect, test } from "vitest";
import { readTaskPage, type TaskPageRequest, type TaskRowPage } from "../../src/monitor/index.ts";
import { scannedRows } from "../../src/monitor/scanTasks.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";
import { insertTasks, type RowOptions } from "./insertTasks.ts";

const queues = setUpTestQueues();
const ana = { ownerId: "ana" };
const insert = (rows: readonly RowOptions[]) => insertTasks(queues.database.db, rows);
const read = (request?: TaskPageRequest) => readTaskPage(queues.client, ana, request);

async function readAllPages(request: TaskPageRequest): Promise<TaskRowPage[]> {
  const pages: TaskRowPage[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ ...request, cursor });
    pages.push(page);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && pages.length < 200);
  return pages;
}

const listAll = async (request: TaskPageRequest) =>
  (await readAllPages(request)).flatMap(({ rows }) => rows.map(({ id }) => id));

/** Tasks of all kinds, and their indexes in the order of the list. */
const kinds: readonly RowOptions[] = [
  { status: "COMPLETED", finishedAgoMs: 5_000 },
  { status: "PENDING" },
  { status: "CANCELLED", finishedAgoMs: 4_000 },
  { status: "FAILED", dueInMs: 30_000 },
  { status: "MAX_RETRIES_REACHED", finishedAgoMs: 3_000 },
  { status: "PROCESSING", startedAgoMs: 2_000 },
  { status: "PENDING", dueInMs: 3_600_000 },
  { status: "PROCESSING", startedAgoMs: 9_000, dueInMs: -10_000 },
  { status: "PENDING", dueInMs: -2_000_000 },
  { status: "FAILED", dueInMs: 90_000 },
  { status: "PENDING" },
];

test.each<[TaskPageRequest, number[]]>([
  [{}, [7, 5, 8, 1, 10, 3, 9, 6, 4, 2, 0]],
  [{ kind: "active" }, [7, 5, 8, 1, 10, 3]],
  [{ kind: "scheduled" }, [6]],
  [{ kind: "retrying" }, [3, 9]],
  [{ kind: "completed" }, [0]],
  [{ kind: "failed" }, [4]],
  [{ kind: "cancelled" }, [2]],
  [{ status: "PENDING" }, [8, 1, 10, 6]],
  [{ status: "PROCESSING" }, [7, 5]],
  [{ status: "FAILED" }, [3, 9]],
  [{ status: "MAX_RETRIES_REACHED" }, [4]],
])("%j: running tasks come first, then waiting ones by due time, then finished ones", async (request, order) => {
  const ids = await insert(kinds);
  for (const limit of [1, 2, 3, 5, 100]) {
    const pages = await readAllPages({ ...request, limit });
    expect(pages.flatMap(({ rows }) => rows.map(({ id }) => ids.indexOf(id)))).toEqual(order);
    expect(pages.slice(0, -1).every(({ rows }) => rows.length === limit)).toBe(true);
    expect(pages.at(-1)?.rows.length).toBeGreaterThan(0);
  }
});

test("tasks with equal times, also to the microsecond, are all listed once", async () => {
  const each = (status: RowOptions["status"], dueInMs?: number) =>
    Array.from(
      { length: 9 },
      (): RowOptions => ({ ...(status && { status }), ...(dueInMs !== undefined && { dueInMs }) }),
    );
  const ids = await insert([
    ...[...each("PENDING"), ...each("PENDING", 5_000), ...each("FAILED", 5_000), ...each("FAILED")],
    ...[...each("PROCESSING"), ...each("COMPLETED"), ...each("CANCELLED")],
  ]);
  await queues.database.db.$executeRaw`UPDATE "QueueTask" SET "createdAt" = '2026-01-01 00:00:00.000001+00',
    "startedAt" = CASE WHEN status = 'PROCESSING' THEN timestamptz '2026-01-01 00:00:00.123457+00' END,
    "scheduledFor" = CASE WHEN "scheduledFor" IS NOT NULL THEN timestamptz '2026-01-01 00:00:00.000001+00' END,
    "finishedAt" = CASE WHEN "finishedAt" IS NOT NULL THEN timestamptz '2026-01-01 00:00:00.000001+00' END`;
  for (const limit of [1, 2, 4, 7]) expect((await listAll({ limit })).toSorted()).toEqual(ids.toSorted());
});

test("infinite times are listed once", async () => {
  const ids = await insert([{ dueInMs: 1 }, { dueInMs: 1 }, { dueInMs: 1 }, { dueInMs: 1 }, {}]);
  await queues.database.db
    .$executeRaw`UPDATE "QueueTask" SET "scheduledFor" = CASE WHEN seq % 2 = 0 THEN 'infinity' ELSE '-infinity' END::timestamptz WHERE "scheduledFor" IS NOT NULL`;
  expect((await listAll({ limit: 1 })).toSorted()).toEqual(ids.toSorted());
});

test("tasks whose time of adding does not follow the order of adding are listed once", async () => {
  const ids = await insert(Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? { dueInMs: -n * 1_000 } : {})));
  await queues.database.db
    .$executeRaw`UPDATE "QueueTask" SET "createdAt" = now() - (seq * 7 % 12) * interval '1 s' WHERE "scheduledFor" IS NULL`;
  for (const limit of [1, 2, 5]) expect((await listAll({ limit })).toSorted()).toEqual(ids.toSorted());
});

test("a type and words narrow every part of the list", async () => {
  const ids = await insert([
    { type: "EMAIL" },
    { type: "PHOTO", status: "FAILED", dueInMs: 10, errorMessage: "Connection REFUSED by smtp.example.com" },
    { type: "EMAIL", status: "MAX_RETRIES_REACHED", errorMessage: "100 % of connections refused" },
    { type: "EMAIL", status: "PROCESSING" },
  ]);
  const at = (...indexes: number[]) => indexes.map((index) => ids[index]);
  for (const limit of [1, 50]) {
    expect(await listAll({ type: "EMAIL", limit })).toEqual(at(3, 0, 2));
    expect(await listAll({ search: "refused CONNECTION", limit })).toEqual(at(1, 2));
    expect(await listAll({ search: "email refused", limit })).toEqual(at(2));
    expect(await listAll({ search: ids[3]?.slice(5).toUpperCase() ?? "", limit })).toEqual(at(3));
    expect(await listAll({ search: "100 %", limit })).toEqual(at(2));
    expect(await listAll({ search: "%", kind: "active", limit })).toEqual([]);
    expect(await listAll({ search: " ", limit })).toHaveLength(4);
  }
});

test("a search that few of many tasks match reads a bounded number of tasks a page, and finds all of them", async () => {
  const waiting = 10 * scannedRows + 700;
  const found = await insert([{ type: "RARE" }, { status: "COMPLETED", type: "RARE", finishedAgoMs: 1e9 }]);
  await insert(Array.from({ length: waiting }, () => ({})));
  await insert(Array.from({ length: 300 }, () => ({ status: "COMPLETED" as const })));
  const pages = await readAllPages({ search: "rare" });
  expect(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(found);
  expect(pages).toHaveLength(2);
});

test("a search goes on after a match at the end of a scan", async () => {
  const rows = Array.from({ length: 2 * scannedRows + 1 }, (_, n) =>
    n % scannedRows === scannedRows - 1 ? { type: "RARE" } : {},
  );
  const ids = await insert([...rows, { type: "RARE" }]);
  const expected = [scannedRows - 1, 2 * scannedRows - 1, ids.length - 1].map((n) => ids[n]);
  for (const limit of [1, 2, 50]) expect(await listAll({ search: "rare", limit })).toEqual(expected);
});

test("an empty list has no further page", async () => {
  expect(await read()).toEqual({ rows: [], nextCursor: null });
  await insert([{ owner: "ben" }]);
  expect(await read()).toEqual({ rows: [], nextCursor: null });
});

test("another owner's cursor shows only the own tasks", async () => {
  await insert([{ owner: "ben" }, { owner: "ben" }, {}]);
  const { nextCursor } = await readTaskPage(queues.client, { ownerId: "ben" }, { limit: 1 });
  const page = await read({ cursor: nextCursor as string });
  expect(page.rows.map(({ id }) => id)).toEqual(await listAll({}));
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

test.each<[string, TaskPageRequest, RegExp]>([
  ["an unknown kind", { kind: "waiting" as never }, /expected one of active, scheduled/],
  ["an inherited name", { kind: "toString" as never }, /expected one of active/],
  ["an unknown status", { status: "DONE" as never }, /expected one of PENDING/],
  ["a kind and a status", { kind: "active", status: "PENDING" }, /"kind" or "status", not both/],
  ["a type with a quote", { type: "x' OR 1=1" }, /type/],
  ["a limit of 101", { limit: 101 }, /1 to 100/],
  ["an unknown option", { owner: "ben" } as never, /Unknown option "owner"/],
  ["11 words", { search: "a b c d e f g h i j k" }, /at most 10 words/],
  ["201 characters", { search: "a".repeat(201) }, /at most 10 words and 200 characters/],
  ["NUL", { search: "a\0" }, /search/],
  ["a text that is no cursor", { cursor: "abc" }, /nextCursor of the page before/],
  ["a cursor with other parts", { cursor: encode(["x", "running", [1, 2], null, 3]) }, /nextCursor/],
  ["a cursor with a text as position", { cursor: encode(["x", "running", ["1", 2], null]) }, /nextCursor/],
])("%s is refused", async (_what, request, message) => {
  await expect(read(request)).rejects.toMatchObject({
    code: "INVALID_OPTIONS",
    message: expect.stringMatching(message),
  });
});

test.each<TaskPageRequest>([{ kind: "active" }, { status: "PENDING" }, { type: "PHOTO" }, { search: "photo" }])(
  "a cursor of all tasks is refused with the filter %j",
  async (filter) => {
    await insert([{}, {}]);
    const { nextCursor } = await read({ limit: 1 });
    await expect(read({ ...filter, cursor: nextCursor as string })).rejects.toThrow("belongs to another filter");
  },
);

test("a cursor that was changed to a time which PostgreSQL does not have is refused", async () => {
  await insert([{}, {}]);
  const { nextCursor } = await read({ limit: 1 });
  const [filter] = JSON.parse(Buffer.from(nextCursor as string, "base64url").toString());
  for (const position of [
    [-8e15, 1],
    [1e300, 1],
    [0, -1],
  ])
    await expect(read({ cursor: encode([filter, "waiting", null, position]) })).rejects.toThrow("nextCursor of");
});

test("a cursor of a search works for the same words only", async () => {
  await insert([{}, {}, {}]);
  const { nextCursor } = await read({ search: "photo", limit: 1 });
  expect((await read({ search: " photo ", cursor: nextCursor as string })).rows).toHaveLength(2);
  await expect(read({ search: "phot", cursor: nextCursor as string })).rejects.toThrow("another filter");
});
