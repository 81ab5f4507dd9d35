import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseUnavailableError } from "../errors.ts";
import { isTransientError, isUnavailableError } from "./databaseErrors.ts";

/**
 * Runs a statement that is safe to repeat, a few times if need be: cut connections and lost conflicts heal in
 * milliseconds. A database that stays away becomes a {@link DatabaseUnavailableError}.
 */
export async function retryTransient<T>(run: () => Promise<T>, attempts = 4): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= attempts || !isTransientError(error))
        throw isUnavailableError(error) ? asUnavailable(error) : error;
      await sleep(25 * 3 ** attempt * (0.5 + Math.random()));
    }
  }
}

function asUnavailable(error: unknown): DatabaseUnavailableError {
  return error instanceof DatabaseUnavailableError ? error : new DatabaseUnavailableError(error);
}
