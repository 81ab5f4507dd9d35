import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseUnavailableError, LockTimeoutError } from "../errors.ts";
import { isQueueError } from "../isQueueError.ts";
import { isLockTimeout, isTransientError, isUnavailableError } from "./databaseErrors.ts";

/** Tries before a database that stays away is an error. */
const maxTries = 4;
/** Milliseconds between tries, about, while another transaction holds a lock. */
const lockRetryMs = 100;

/**
 * Runs a statement that is safe to repeat, a few times if need be: cut connections and lost conflicts heal in
 * milliseconds. A database that stays away becomes a {@link DatabaseUnavailableError}, a lock that stays a
 * {@link LockTimeoutError}; between the tries no connection waits for it.
 * @param lockPatienceMs - milliseconds after which a lock of somebody else's is an error
 */
export async function retryTransient<T>(run: () => Promise<T>, { lockPatienceMs = 5_000 } = {}): Promise<T> {
  const beganAt = performance.now();
  for (let tries = 1; ; ) {
    try {
      return await run();
    } catch (error) {
      if (isLockTimeout(error)) {
        const waitedMs = performance.now() - beganAt;
        if (waitedMs >= lockPatienceMs) throw new LockTimeoutError(waitedMs, undefined, { cause: error });
        await sleep(lockRetryMs * (0.5 + Math.random()));
        continue;
      }
      if (tries >= maxTries || !isTransientError(error)) throw isUnavailableError(error) ? asUnavailable(error) : error;
      await sleep(25 * 3 ** tries++ * (0.5 + Math.random()));
    }
  }
}

function asUnavailable(error: unknown): DatabaseUnavailableError {
  return isQueueError(error, "DATABASE_UNAVAILABLE") ? error : new DatabaseUnavailableError(error);
}
