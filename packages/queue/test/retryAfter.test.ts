import { afterEach, expect, test, vi } from "vitest";
import { defineWorker, defineWorkers, RateLimitError } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();
afterEach(() => void vi.useRealTimers());

const hourMs = 3_600_000;
const httpDateIn = (ms: number) => new Date(Date.now() + ms).toUTCString();

/** Returns the seconds of the provider's cooldown, by the database's clock. */
async function coolDownSeconds(): Promise<number> {
  const [row] = await queues.database.db.$queryRaw<{ seconds: number }[]>`
    SELECT extract(epoch FROM "coolDownUntil" - "lastRateLimitedAt")::float8 AS seconds FROM "QueueProvider" WHERE name = 'openai'`;
  return row?.seconds ?? Number.NaN;
}

/** Returns the seconds for which the task was snoozed, by the database's clock. */
async function putOffSeconds(id: string): Promise<number> {
  const [row] = await queues.database.db.$queryRaw<{ seconds: number }[]>`
    SELECT extract(epoch FROM "scheduledFor" - "updatedAt")::float8 AS seconds FROM "QueueTask" WHERE id = ${id}`;
  return row?.seconds ?? Number.NaN;
}

/** Runs one attempt that throws a RateLimitError with this header. */
async function meetLimit(retryAfter: string | number | undefined, clockOffMs = 0) {
  const run = () => {
    throw new RateLimitError("openai", retryAfter);
  };
  const queue = queues.open(defineWorkers({ CALL: defineWorker({ run }) }));
  const { id } = await queue.addToQueue("CALL", {});
  if (clockOffMs !== 0) vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + clockOffMs });
  await queue.processJob(id).catch(() => {});
  vi.useRealTimers();
  return { seconds: await coolDownSeconds(), putOff: await putOffSeconds(id) };
}

test.each(["-5", -5, Number.NaN, "soon", "5 minutes", "", undefined])(
  "a Retry-After of %j counts as not told: 60 s",
  async (retryAfter) => {
    expect((await meetLimit(retryAfter)).seconds).toBeCloseTo(60, 0);
  },
);

test("a date in the past counts as no Retry-After: 60 s", async () => {
  const { seconds, putOff } = await meetLimit(httpDateIn(-10_000));
  expect(seconds).toBeCloseTo(60, 0);
  expect(putOff).toBeGreaterThan(59);
});

test("zero seconds become the minimum: 1 s", async () => {
  expect((await meetLimit("0")).seconds).toBeCloseTo(1, 0);
});

test("a date in the far future is limited to 24 h", async () => {
  expect((await meetLimit(httpDateIn(48 * hourMs))).seconds).toBeCloseTo(86_400, 0);
});

test.each([
  ["an hour ahead", hourMs],
  ["an hour behind", -hourMs],
])("a date means the same to a process whose clock is %s", async (_, clockOffMs) => {
  const { seconds, putOff } = await meetLimit(httpDateIn(600_000), clockOffMs);
  expect(seconds).toBeGreaterThan(590);
  expect(seconds).toBeLessThanOrEqual(600);
  expect(putOff).toBeGreaterThan(589);
  expect(putOff).toBeLessThan(610);
});

test("handleRateLimitError also reads a date by the database's clock", async () => {
  const workers = defineWorkers({
    CALL: defineWorker({
      run: () => {
        throw new Error("429");
      },
    }),
  });
  const queue = queues.open(workers);
  const { id } = await queue.addToQueue("CALL", {});
  await queue.processJob(id).catch(() => {});
  const retryAfter = httpDateIn(600_000);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hourMs });
  await queue.handleRateLimitError(id, "openai", retryAfter);
  vi.useRealTimers();
  expect(await coolDownSeconds()).toBeGreaterThan(590);
  expect(await putOffSeconds(id)).toBeGreaterThan(589);
});
