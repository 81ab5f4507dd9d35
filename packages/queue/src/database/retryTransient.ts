import { setTimeout as sleep } from "node:timers/promises";
import { LockTimeoutError } from "../domain/errors/errors.ts";
import { isLockTimeout, isTransientError, mayHaveRun } from "./databaseErrors.ts";

/** Tries before a database that stays away is an error. */
const maxTries = 4;
/** Milliseconds between tries, about, while another transaction holds a lock. */
const lockRetryMs = 100;

/**
 * Runs a statement that is safe to repeat, a few times if need be: cut connections and lost conflicts heal in
 * milliseconds. A lock that stays becomes a {@link LockTimeoutError}; between the tries no connection waits for it.
 * @param run - told whether an earlier try may have had its effect, its reply being lost
 * @param lockPatienceMs - milliseconds after which a lock of somebody else's is an error
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
