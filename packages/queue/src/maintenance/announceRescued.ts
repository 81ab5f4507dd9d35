import type { QueueCore } from "../core.ts";
import type { RescuedTask } from "./rescueTasks.ts";

/**
 * Tells other processes whose tasks were rescued, and emits the events of these tasks: `rescued`, then `exhausted` if the rescue
 * ended the last attempt.
 */
export function announceRescued(
  { events, changes }: Pick<QueueCore, "events" | "changes">,
  rescued: readonly RescuedTask[],
): void {
  changes.noteAll(rescued);
  for (const { attempt, errorMessage, waitMs, runMs, ownerId: _, ...task } of rescued) {
    events.emit("rescued", task);
    if (task.status !== "MAX_RETRIES_REACHED") continue;
    const { id, type, status, meta } = task;
    events.emit("exhausted", { id, type, status, attempt, meta, waitMs, runMs, error: new Error(errorMessage) });
  }
}
