import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPrismaClient, migrate } from "@package/db";
import { startEmbeddedPostgres } from "@package/db/embedded";
import { startDatabaseProxy } from "@package/faults";
import { defineWorker, QueueService, type Workers } from "@package/queue";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createLiveStatus, getQueueStatus, type LiveStatus, type QueueStatusView } from "../src/index.ts";
import { tasksOf } from "../src/tasksOf.ts";
import { ana, ben, createCaller, createTestApi } from "./createTestApi.ts";
import { follow } from "./support/follow.ts";

let api: Awaited<ReturnType<typeof createTestApi>>;
let live: LiveStatus;
/** A service with its own connections, as in another process. */
let other: QueueService<Workers>;
const patience = { timeout: 20_000 };
const closers: (() => Promise<unknown>)[] = [];

const brief = defineWorker({ run: () => new Promise<void>((resolve) => setTimeout(resolve, 10)) });
const workers: Workers = { EMAIL_SEND: brief, IMAGE_PROCESS: brief };

beforeAll(async () => {
  api = await createTestApi();
  live = createLiveStatus({ db: api.db, connectionString: api.url });
  const db = createPrismaClient(api.url);
  other = new QueueService(db, { workers, connectionString: api.url });
  closers.push(() => other.close().then(() => db.$disconnect()));
});
afterEach(async () => {
  await expect.poll(() => live.streamCount, patience).toBe(0);
});
afterAll(async () => {
  await live.close();
  for (const close of closers) await close();
  await api.close();
});

const addFor = (user: typeof ana, delayMs = 0) => other.addToQueue("EMAIL_SEND", {}, { ownerId: user.id, delayMs });
const idsOf = (view: QueueStatusView | null) => (view ? [...tasksOf(view).keys()] : []);
const connections = () =>
  api.db.$queryRaw<unknown[]>`SELECT 1 FROM pg_stat_activity WHERE application_name = 'queue changes'
    AND datname = current_database()`;

test("the first message is everything, and the last state is that of a read", async () => {
  await addFor(ana);
  await using stream = follow(live, ana);
  await stream.until((view) => view.counts.pending === 1);
  const task = await addFor(ana);
  await stream.until((view) => idsOf(view).includes(task.id));
  expect(stream.view).toEqual({ ...(await getQueueStatus(api.db, { ownerId: ana.id })), now: expect.any(String) });
  expect(stream.messages[0]?.changed).toHaveLength(1);
  expect(stream.messages.at(-1)).toMatchObject({
    changed: [{ id: task.id }],
    lists: { pendingTasks: [task.id, expect.any(String)] },
  });
});

test("a regular poll of a page with a stream needs no statement, and any other poll reads", async () => {
  await using stream = follow(live, ana);
  await stream.until(() => true);
  const caller = createCaller({ ...api.contextOf(ana), live });
  const recalled = await caller.queue.getQueueStatus({ maxAgeMs: 60_000 });
  expect(recalled.now).toBe(stream.view?.now);
  expect((await caller.queue.getQueueStatus()).now).not.toBe(recalled.now);
  const bens = createCaller({ ...api.contextOf(ben), live });
  expect((await bens.queue.getQueueStatus({ maxAgeMs: 60_000 })).userId).toBe(ben.id);
});

test("the changes of another process arrive, and those of another user do not", async () => {
  await using anas = follow(live, ana);
  await using bens = follow(live, ben);
  await anas.until(() => true);
  await bens.until(() => true);
  const sentToBen = bens.messages.length;
  const task = await addFor(ana);
  await anas.until((view) => view.pendingTasks.some(({ id }) => id === task.id));
  await other.processJob(task.id);
  await anas.until((view) => view.completedTasks.some(({ id }) => id === task.id));
  await other.deleteFromQueue(task.id);
  await anas.until((view) => !idsOf(view).includes(task.id));
  expect(bens.messages.slice(sentToBen)).toEqual([]);
  expect(idsOf(bens.view)).toEqual([]);
});

test("a task that was asked for is told about although no list has it, and when it is gone", async () => {
  const task = await addFor(ana);
  await other.processJob(task.id);
  for (let n = 0; n < 51; n++) await other.processJob((await addFor(ana)).id);
  const unknown = "cunknownunknownunknown000";
  await using stream = follow(live, ana, { ids: [task.id, unknown, (await addFor(ben)).id] });
  await stream.until((view) => view.watchedTasks.length === 1);
  expect(stream.view).toMatchObject({
    watchedTasks: [{ id: task.id, status: "COMPLETED" }],
    missingIds: [unknown, expect.any(String)],
  });
  await other.deleteFromQueue(task.id);
  await stream.until((view) => view.missingIds.includes(task.id));
});

test("without streams there is no connection, and the first stream opens one", async () => {
  await expect.poll(connections, patience).toEqual([]);
  {
    await using stream = follow(live, ana);
    await stream.until(() => true);
    await expect.poll(async () => (await connections()).length, patience).toBe(1);
  }
  await expect.poll(connections, patience).toEqual([]);
});

test("changes arrive again after the listening connection was terminated", async () => {
  await using stream = follow(live, ana);
  await stream.until(() => true);
  await expect.poll(async () => (await connections()).length, patience).toBe(1);
  await api.db.$queryRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'queue changes' AND datname = current_database()`;
  const task = await addFor(ana);
  await stream.until((view) => idsOf(view).includes(task.id));
  await expect.poll(async () => (await connections()).length, patience).toBe(1);
});

test("without a connection for notifications, changes arrive by polling", async () => {
  const polling = createLiveStatus({ db: api.db });
  await using stream = follow(polling, ana);
  await stream.until(() => true);
  const task = await addFor(ana);
  await stream.until((view) => idsOf(view).includes(task.id));
  await polling.close();
});

test("1,000 brief tasks leave no stream with a wrong state", async () => {
  const entries = Array.from({ length: 1_000 }, () => ({ type: "IMAGE_PROCESS", data: {}, ownerId: ben.id }));
  await using first = follow(live, ben);
  await using second = follow(live, ben);
  await using third = follow(live, ben, { ids: ["cunknownunknownunknown000"] });
  const streams = [first, second, third];
  await other.addManyToQueue(entries);
  const runner = other.start({ concurrency: 20 });
  await expect
    .poll(async () => (await getQueueStatus(api.db, { ownerId: ben.id })).counts.active, { timeout: 120_000 })
    .toBe(0);
  await runner.stop();
  await other.deleteFromQueue((await addFor(ben)).id); // a last change, so that each stream sends its last state
  const fresh = await getQueueStatus(api.db, { ownerId: ben.id });
  for (const stream of streams) {
    await stream.until((view) => view.counts.completed === fresh.counts.completed && view.counts.active === 0);
    const { now: _now, watchedTasks, missingIds: _missing, ...state } = stream.view as QueueStatusView;
    expect(state).toEqual({ ...fresh, now: undefined, watchedTasks: undefined, missingIds: undefined });
    expect(watchedTasks.filter(({ status }) => status !== "COMPLETED")).toEqual([]);
    expect(stream.stillUnfinished()).toEqual([]);
  }
}, 180_000);

test("changes arrive again after PostgreSQL was restarted", async () => {
  const folder = await mkdtemp(join(tmpdir(), "queue-live-"));
  const options = { dataDir: join(folder, "data"), settings: { fsync: "off" } };
  let server = await startEmbeddedPostgres(options);
  await migrate(server.url);
  const proxy = await startDatabaseProxy(server.url);
  const db = createPrismaClient(proxy.url);
  const queue = new QueueService(db, { workers, connectionString: proxy.url });
  const restarted = createLiveStatus({ db, connectionString: proxy.url, onError: () => {} });
  try {
    await using stream = follow(restarted, ana);
    await stream.until(() => true);
    await server.stop();
    server = await startEmbeddedPostgres(options);
    proxy.setTarget(server.url);
    const task = await queue.addToQueue("EMAIL_SEND", {}, { ownerId: ana.id });
    await stream.until((view) => idsOf(view).includes(task.id));
  } finally {
    await restarted.close();
    await queue.close();
    await db.$disconnect();
    await proxy.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
