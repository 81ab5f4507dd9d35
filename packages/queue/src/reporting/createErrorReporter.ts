import { isTransientError } from "../database/databaseErrors.ts";
import { summariseError } from "../domain/errors/summariseError.ts";
import type { QueueEventBus } from "../domain/events.ts";
import type { Logger } from "../domain/logger.ts";

/** One line per this many milliseconds and kind of work, however often it fails. */
const quietMs = 10_000;

/** Reports failures in the background: each as an event, and as a log line now and then. */
export function createErrorReporter(logger: Logger, events: QueueEventBus): (doing: string, error: unknown) => void {
  const lastAt = new Map<string, number>();
  return (doing, error) => {
    events.emit("error", { doing, error });
    const now = performance.now();
    if (now - (lastAt.get(doing) ?? -Infinity) < quietMs) return;
    lastAt.set(doing, now);
    const message = summariseError(error);
    if (isPassing(error)) logger.warn(`Trouble while ${doing}; it is tried again.`, { message });
    else logger.error(`Trouble while ${doing}.`, { message, error });
  };
}

/** What an application's function threw may be a proxy whose traps throw. */
function isPassing(error: unknown): boolean {
  try {
    return isTransientError(error);
  } catch {
    return false;
  }
}
