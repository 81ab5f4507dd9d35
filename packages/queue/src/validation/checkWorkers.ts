import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { maxTimerMs } from "../domain/timers.ts";
import type { Worker, Workers } from "../workers/defineWorker.ts";
import { checkType } from "./checkAddOptions.ts";
import { checkBackoff } from "./checkBackoff.ts";
import { checkKey, wholeNumber } from "./checkValues.ts";

const maxInt = 2_147_483_647;

/**
 * Checks the workers before anything runs: a limit that PostgreSQL cannot read would make every claim fail.
 * @throws InvalidOptionsError naming the worker and its field
 */
export function checkWorkers(workers: Workers): void {
  if (typeof workers !== "object" || workers === null)
    throw new InvalidOptionsError("workers", workers, "an object of workers by type, as defineWorkers returns it");
  for (const [type, worker] of Object.entries(workers)) checkWorker(type, worker);
}

function checkWorker(type: string, worker: Worker): void {
  const name = `workers.${type}`;
  checkType(type, name);
  if (typeof worker?.run !== "function")
    throw new InvalidOptionsError(name, worker, "a worker with a run function, as defineWorker returns it");
  const { input, version, maxAttempts, backoff, timeoutMs, startWithinMs, concurrency, providers } = worker;
  if (input !== undefined && typeof input?.["~standard"]?.validate !== "function")
    throw new InvalidOptionsError(
      `${name}.input`,
      input,
      "a schema that implements Standard Schema, such as one of zod",
    );
  if (version !== undefined) checkKey(`${name}.version`, version);
  if (maxAttempts !== undefined) wholeNumber(`${name}.maxAttempts`, maxAttempts, 1, 1_000);
  if (timeoutMs !== undefined) wholeNumber(`${name}.timeoutMs`, timeoutMs, 0, maxTimerMs);
  if (startWithinMs !== undefined) wholeNumber(`${name}.startWithinMs`, startWithinMs, 1, maxInt);
  if (concurrency !== undefined) wholeNumber(`${name}.concurrency`, concurrency, 1, maxInt);
  if (backoff !== undefined) checkBackoff(backoff, `${name}.backoff`);
  if (providers === undefined) return;
  if (!Array.isArray(providers)) throw new InvalidOptionsError(`${name}.providers`, providers, "an array of names");
  for (const [index, provider] of providers.entries()) checkKey(`${name}.providers[${index}]`, provider);
}
