import { setTimeout as sleep } from "node:timers/promises";
import { LockTimeoutError } from "../domain/errors/errors.ts";
import { isLockTimeout, isTransientError, mayHaveRun } from "./databaseErrors.ts";

/** Number of tries before an unreachable database is an error. */
const maxTries = 4;
/** Approximate milliseconds between tries while another transaction holds a lock. */
const lockRetryMs = 100;

/**
 * Runs a statement that is safe to repeat, and repeats it after lost connections and conflicts, which often resolve within
 * milliseconds. No connection waits for a lock between the tries.
 * @param run - receives whether an earlier try may have had its effect, because its reply was lost
 * @param lockPatienceMs - milliseconds after which another transaction's lock is an error
 * @throws LockTimeoutError when a lock stays, the last error otherwise
 */
export async function retryTransient<T>(
  run: (mayBeDone: boolean) => Promise<T>,
  { lockPatienceMs = 5_000 } = {},
): Promise<T> {
  const beganAt = performance.now();
  let mayBeDone = false;
  for (let tries = 1; ; ) {
    try {
      return await run(mayBeDone);
    } catch (error) {
      if (isLockTimeout(error)) {
        const waitedMs = performance.now() - beganAt;
        if (waitedMs >= lockPatienceMs)
          throw new LockTimeoutError(error instanceof LockTimeoutError ? error.cause : error, { waitedMs });
        await sleep(lockRetryMs * (0.5 + Math.random()));
        continue;
      }
      if (tries >= maxTries || !isTransientError(error)) throw error;
      mayBeDone ||= mayHaveRun(error);
      await sleep(25 * 3 ** tries++ * (0.5 + Math.random()));
    }
  }
}
