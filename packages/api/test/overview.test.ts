import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ana, createTestApi, insertRows } from "./createTestApi.ts";

const olga = { id: "user-olga", role: "operator" };

let api: Awaited<ReturnType<typeof createTestApi>>;
beforeAll(async () => {
  api = await createTestApi();
});
afterEach(async () => {
  await api.db.queueTask.deleteMany();
  await api.db.queueStatistic.deleteMany();
  await api.db.queueRunner.deleteMany();
  await api.queue.resumeType("EMAIL_SEND");
});
afterAll(() => api.close());

test("an operator sees how many tasks of each type wait and run, for all owners", async () => {
  await insertRows(api.db, [
    { owner: ana, type: "EMAIL_SEND" },
    { owner: null, type: "EMAIL_SEND", status: "FAILED" },
    { owner: ana, type: "EMAIL_SEND", status: "PROCESSING" },
    { owner: ana, type: "IMAGE_PROCESS", status: "PROCESSING" },
    { owner: ana, type: "IMAGE_PROCESS", status: "COMPLETED" },
  ]);
  const { types } = await api.as(olga).queue.getOverview();
  expect(types.map(({ type, waiting, running }) => ({ type, waiting, running }))).toEqual([
    { type: "EMAIL_SEND", waiting: 2, running: 1 },
    { type: "IMAGE_PROCESS", waiting: 0, running: 1 },
  ]);
});

test("attempts of the last hour are counted with their averages, older ones are not", async () => {
  const minute = (ago: number) => new Date(Math.floor(Date.now() / 60_000) * 60_000 - ago * 60_000);
  const row = { type: "EMAIL_SEND", completed: 3, failed: 1, runMs: 400, waitMs: 80, runBuckets: [] };
  await api.db.queueStatistic.createMany({
    data: [
      { ...row, minute: minute(0) },
      { ...row, minute: minute(58) },
      { ...row, minute: minute(61) },
    ],
  });
  const { types } = await api.as(olga).queue.getOverview();
  expect(types).toEqual([
    {
      type: "EMAIL_SEND",
      waiting: 0,
      running: 0,
      isPaused: false,
      pauseReason: null,
      lastHour: { completed: 6, failed: 2, exhausted: 0, cancelled: 0, averageRunMs: 100, averageWaitMs: 20 },
    },
  ]);
});

test("a paused type is there with its reason, although nothing waits", async () => {
  await api.queue.pauseType("EMAIL_SEND", "the provider is down, password=hunter2");
  const { types } = await api.as(olga).queue.getOverview();
  expect(types).toMatchObject([
    { type: "EMAIL_SEND", isPaused: true, pauseReason: "the provider is down, password=[redacted]" },
  ]);
});

test("runners with a recent heartbeat are listed, others are not", async () => {
  const runner = { host: "h", pid: 1, types: ["EMAIL_SEND"], concurrency: 5, running: 2 };
  await api.db.queueRunner.createMany({
    data: [
      { ...runner, id: "alive" },
      { ...runner, id: "gone", heartbeatAt: new Date(Date.now() - 120_000) },
    ],
  });
  const { runners } = await api.as(olga).queue.getOverview();
  expect(runners).toMatchObject([{ id: "alive", types: ["EMAIL_SEND"], concurrency: 5, running: 2 }]);
});

test("a user who is not an operator is refused", async () => {
  await expect(api.as(ana).queue.getOverview()).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(api.as(null).queue.getOverview()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});
