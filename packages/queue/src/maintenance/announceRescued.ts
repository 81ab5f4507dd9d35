import type { QueueEventBus } from "../domain/events.ts";
import type { RescuedTask } from "./rescueTasks.ts";

/** Emits the events of rescued tasks: `rescued`, then `exhausted` if the rescue ended the last attempt. */
export function announceRescued(events: QueueEventBus, rescued: readonly RescuedTask[]): void {
  for (const { attempt, errorMessage, waitMs, runMs, ...task } of rescued) {
    events.emit("rescued", task);
    if (task.status !== "MAX_RETRIES_REACHED") continue;
    const { id, type, status, meta } = task;
    events.emit("exhausted", { id, type, status, attempt, meta, waitMs, runMs, error: new Error(errorMessage) });
  }
}
