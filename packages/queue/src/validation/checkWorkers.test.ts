import { expect, test } from "vitest";
import type { Workers } from "../workers/defineWorker.ts";
import { checkWorkers } from "./checkWorkers.ts";

const run = () => null;

test.each<[string, unknown, string]>([
  ["a registry that is none", null, 'Option "workers" is null; expected an object of workers'],
  ["a type that cannot be one", { "a b": { run } }, 'Option "workers.a b" is "a b"'],
  ["a function instead of a worker", { A: run }, 'Option "workers.A" is a function; expected a worker'],
  [
    "no attempts",
    { A: { run, maxAttempts: 0 } },
    'Option "workers.A.maxAttempts" is 0; expected a whole number from 1',
  ],
  ["a fractional limit", { A: { run, timeoutMs: 1.5 } }, 'Option "workers.A.timeoutMs" is 1.5'],
  ["no room", { A: { run, concurrency: 0 } }, 'Option "workers.A.concurrency" is 0'],
  ["a backoff as text", { A: { run, backoff: { baseMs: "5" } } }, 'Option "workers.A.backoff.baseMs" is "5"'],
  ["a schema of no known kind", { A: { run, input: {} } }, 'Option "workers.A.input" is an object'],
  ["a provider without a name", { A: { run, providers: [""] } }, 'Option "workers.A.providers[0]" is ""'],
])("%s is refused with the name of the option", (_, workers, message) => {
  expect(() => checkWorkers(workers as Workers)).toThrow(message);
});

test("a worker with all options is accepted", () => {
  checkWorkers({
    A: { run, maxAttempts: 5, timeoutMs: 0, concurrency: 1, backoff: () => 5, providers: ["openai"] },
    B: { run, backoff: { baseMs: 1, jitter: 0 } },
  });
});
