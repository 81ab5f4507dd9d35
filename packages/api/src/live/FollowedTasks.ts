import { tasksOf } from "../tasksOf.ts";
import type { QueueStatusView, TaskSummary } from "../wire.ts";

const finished: ReadonlySet<TaskSummary["status"]> = new Set(["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"]);

/** Number of tasks that are followed for a user at most. */
export const maxFollowedTasks = 500;

/** Returns the ids of the unfinished tasks of a state. */
export function unfinishedIdsOf(view: QueueStatusView): string[] {
  return [...tasksOf(view).values()].filter(({ status }) => !finished.has(status)).map(({ id }) => id);
}

/**
 * The tasks that a client knows as unfinished. The server tells the client of them until it has sent that they are finished or missing,
 * also when they are in no list any more.
 */
export class FollowedTasks {
  readonly ids = new Set<string>();

  /** Notes what a client is sent. */
  note(view: QueueStatusView): void {
    for (const id of view.missingIds) this.ids.delete(id);
    for (const { id, status } of tasksOf(view).values()) {
      if (finished.has(status)) this.ids.delete(id);
      else this.ids.add(id);
    }
    for (const oldest of this.ids) {
      if (this.ids.size <= maxFollowedTasks) return;
      this.ids.delete(oldest);
    }
  }
}
