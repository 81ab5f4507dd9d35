import { expect, test } from "vitest";
import { type Backoff, defineWorker, defineWorkers } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

const queues = setUpTestQueues();

/** Fails one attempt of a task with this backoff function. */
async function failWith(backoff: (error: unknown, failures: number) => unknown) {
  const workers = defineWorkers({
    FAIL: defineWorker({
      backoff: backoff as Backoff,
      run: () => {
        throw new Error("no");
      },
    }),
  });
  const lines: string[] = [];
  const log = (message: string, fields: Record<string, unknown> = {}) =>
    void lines.push(`${message} ${fields.message}`);
  const queue = queues.open(workers, { logger: { info: log, warn: log, error: log } });
  const told: unknown[] = [];
  queue.on("error", ({ error }) => told.push(error));
  const { id } = await queue.addToQueue("FAIL", {});
  await queue.processJob(id).catch(() => {});
  const row = await queues.readRow(id);
  const delayMs = (row.scheduledFor as Date).getTime() - (row.processedAt as Date).getTime();
  return { row, delayMs, told, lines };
}

test.each<[string, () => unknown, string]>([
  ["NaN", () => Number.NaN, "NaN"],
  ["infinity", () => Number.POSITIVE_INFINITY, "Infinity"],
  ["a negative number", () => -1, "-1"],
  ["a promise", async () => 5_000, "a promise"],
  ["a promise that rejects", () => Promise.reject(new Error("later")), "a promise"],
  ["a text", () => "5000", '"5000"'],
  ["nothing", () => undefined, "undefined"],
])("a backoff function that returns %s is reported, and the default backoff is used", async (_, backoff, said) => {
  const { row, delayMs, told, lines } = await failWith(backoff);
  expect(row).toMatchObject({ status: "FAILED", attempts: 1 });
  expect(delayMs).toBeGreaterThanOrEqual(800);
  expect(delayMs).toBeLessThanOrEqual(1_200);
  expect(told).toHaveLength(1);
  expect(lines.filter((line) => line.includes("FAIL") && line.includes(said))).toHaveLength(1);
});

test("a backoff function that throws is reported with its error, and the default backoff is used", async () => {
  const { delayMs, told, lines } = await failWith(() => {
    throw new Error("no idea");
  });
  expect(delayMs).toBeLessThanOrEqual(1_200);
  expect(told).toHaveLength(1);
  expect(lines.filter((line) => line.includes("no idea"))).toHaveLength(1);
});

test("an attempt is recorded even if its backoff function throws an unreadable value", async () => {
  const refuse = () => {
    throw new Error("no");
  };
  const { row, told, lines } = await failWith(() => {
    throw new Proxy({}, { get: refuse, getPrototypeOf: refuse });
  });
  expect(row).toMatchObject({ status: "FAILED", attempts: 1 });
  expect(told).toHaveLength(1);
  expect(lines).toHaveLength(1);
});

test("the milliseconds that a backoff function returns are used unchanged", async () => {
  const { delayMs, told } = await failWith((_, failures) => failures * 90_000);
  expect(delayMs).toBe(90_000);
  expect(told).toEqual([]);
});
