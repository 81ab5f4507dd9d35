import { expect, test } from "vitest";
import { type QueueServiceOptions, resolveServiceOptions, resolveStartOptions, type StartOptions } from "./options.ts";

test.each<[string, unknown, string]>([
  [
    "a misspelt retention",
    { retention: { completed: 5 } },
    'Did you mean "retention.completedMs"? Known options: completedMs, failedMs.',
  ],
  ["notifications that are neither on nor off", { notify: "no" }, 'Option "notify" is "no"; expected true or false'],
  ["half a logger", { logger: { info() {}, warn() {} } }, 'Option "logger.error" is undefined'],
  ["a heartbeat that is too slow", { leaseMs: 1_000, heartbeatMs: 600 }, "at most 500, half of leaseMs (1000)"],
  ["a worker that cannot be one", { workers: { A: {} } }, 'Option "workers.A" is an object'],
])("%s is refused with the name of the option", (_, options, message) => {
  expect(() => resolveServiceOptions(options as QueueServiceOptions)).toThrow(message);
});

test.each<[string, unknown, string]>([
  ["a type instead of an array", { types: "A" }, 'Option "types" is "A"; expected an array'],
  ["no types at all", { types: [] }, 'Option "types" is an array of 0'],
  ["a type without a worker", { types: ["B"] }, 'Option "types" has "B", but this service has workers for A.'],
])("%s is refused at the start", (_, options, message) => {
  expect(() => resolveStartOptions(options as StartOptions, ["A"])).toThrow(message);
});
