import { expect, test } from "vitest";
import { defineWorker } from "../../src/index.ts";
import { setUpTestQueues } from "../support/setUpTestQueues.ts";

const queues = setUpTestQueues();

const cycle: Record<string, unknown> = {};
cycle.self = cycle;
const trap = () => {
  throw new Error("trapped");
};
const traps = { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap };
const hostileProxy = () => new Proxy({}, { ...traps, get: (_, key) => (key === "then" ? undefined : trap()) });

const results: [string, () => unknown][] = [
  ["a BigInt", () => 1n],
  ["a cycle", () => cycle],
  ["text with a NUL character", () => ({ text: "a\0b" })],
  ["half a surrogate pair", () => "\ud800"],
  ["20 MB", () => "x".repeat(20_000_000)],
  ["an object whose getter throws", () => Object.defineProperty({}, "x", { enumerable: true, get: trap })],
  ["a Proxy whose traps throw", hostileProxy],
  ["a function", () => () => {}],
  ["a response of fetch", () => new Response("x")],
  ["a toJSON that throws", () => ({ toJSON: trap })],
  [
    "a toJSON that answers itself",
    () => {
      const self = { toJSON: (): unknown => self };
      return self;
    },
  ],
  [
    "text that turns bad when it is read again",
    () => {
      let reads = 0;
      return Object.defineProperty({}, "x", { enumerable: true, get: () => (++reads > 1 ? "\0" : "fine") });
    },
  ],
];

test.each(results)(
  "a worker that returns %s leaves its task completed, with a note instead of the result",
  async (_, make) => {
    const queue = queues.open({ ODD: defineWorker({ run: () => make() }) });
    queue.start({ concurrency: 1 });
    const { id } = await queue.addToQueue("ODD", {});
    const task = await queue.waitForTask(id);
    expect(task).toMatchObject({ status: "COMPLETED", attempts: 1 });
    expect(task).not.toHaveProperty("result");
    expect(task.resultNote).toMatch(/could not be stored/);
  },
);

const thrown: [string, () => unknown][] = [
  ["null", () => null],
  ["undefined", () => undefined],
  ["a symbol", () => Symbol("odd")],
  ["a BigInt", () => 10n],
  ["an object without prototype", () => Object.create(null)],
  ["a Proxy whose traps throw", () => new Proxy(new Error("x"), traps)],
  ["an error whose message is 5 MB of text with NUL characters", () => new Error("\0x".repeat(2_500_000))],
  ["an error whose message throws", () => Object.defineProperty(new Error("x"), "message", { get: trap })],
  ["an error whose name is no text", () => Object.assign(new Error("x"), { name: Symbol("odd") })],
  ["half a surrogate pair", () => "\udfff"],
];

test.each(thrown)("a worker that throws %s fails its attempt, and the recorded error is bounded", async (_, make) => {
  const queue = queues.open({
    ODD: defineWorker({
      run: () => {
        throw make();
      },
      maxAttempts: 1,
    }),
  });
  queue.start({ concurrency: 1 });
  const { id } = await queue.addToQueue("ODD", {});
  const task = await queue.waitForTask(id);
  expect(task).toMatchObject({ status: "MAX_RETRIES_REACHED", attempts: 1, terminalReason: "EXHAUSTED" });
  expect(task.errorMessage?.length).toBeGreaterThan(0);
  expect(task.errorMessage?.length).toBeLessThanOrEqual(8_192);
  const [attempt] = await queues.database.db.queueTaskAttempt.findMany({ where: { taskId: id } });
  expect(attempt).toMatchObject({ attempt: 1, outcome: "FAILED" });
});

test("data that the worker changes is unchanged in the next attempt", async () => {
  const seen: unknown[] = [];
  const queue = queues.open({
    MUTATE: defineWorker({
      run: (data) => {
        seen.push(structuredClone(data));
        (data as { list: number[] }).list.push(99);
        if (seen.length < 2) throw new Error("again");
      },
      backoff: { baseMs: 1 },
    }),
  });
  queue.start({ concurrency: 1 });
  const { id } = await queue.addToQueue("MUTATE", { list: [1] });
  await queue.waitForTask(id);
  expect(seen).toEqual([{ list: [1] }, { list: [1] }]);
});
