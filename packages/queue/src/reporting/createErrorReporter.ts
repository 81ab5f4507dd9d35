import { isTransientError } from "../database/databaseErrors.ts";
import { isQueueError } from "../domain/errors/isQueueError.ts";
import { redactText } from "../domain/errors/redactText.ts";
import { summariseError } from "../domain/errors/summariseError.ts";
import type { QueueEventBus } from "../domain/events.ts";
import type { Logger } from "../domain/logger.ts";

/** At most one log line per this many milliseconds and kind of work, however often it fails. */
const quietMs = 10_000;

/**
 * Returns a function that reports failures of background work: each one as an event, and the first one of every 10 s as a
 * log line. `doing` is a verb phrase, such as "extend leases". The function never throws.
 */
export function createErrorReporter(logger: Logger, events: QueueEventBus): (doing: string, error: unknown) => void {
  const lastAt = new Map<string, number>();
  return (doing, error) => {
    events.emit("error", { doing, error });
    const now = performance.now();
    if (now - (lastAt.get(doing) ?? -Infinity) < quietMs) return;
    lastAt.set(doing, now);
    const line = `Failed to ${doing}: ${explain(error).replace(/\s+/g, " ").replace(/\.$/, "")}.`;
    if (isTransient(error)) logger.warn(`${line} Will retry.`);
    else logger.error(line, { error });
  };
}

function explain(error: unknown): string {
  return orElse(() => {
    // The advice of this error is for callers; background work retries by itself.
    if (isQueueError(error, "DATABASE_UNAVAILABLE")) return summariseError(error.cause ?? error);
    // The library's messages include their cause.
    return isQueueError(error) ? redactText(error.message) : summariseError(error);
  }, "the error cannot be read");
}

function isTransient(error: unknown): boolean {
  return orElse(() => isTransientError(error), false);
}

/** A function of the application may have thrown a proxy whose traps throw. */
function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
