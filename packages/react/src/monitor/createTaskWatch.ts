import { allTasks } from "./queueLists.ts";
import type { QueueStatusView } from "./taskSummary.ts";

/** Tasks that were added but that no status response has listed yet, at most 100. */
export interface TaskWatch {
  add(taskId: string): void;
  /** Removes the tasks that a status response lists, and those that three responses did not list. */
  count(status: QueueStatusView): void;
  isWatching(): boolean;
}

const maxWatched = 100;
const maxPolls = 3;

export function createTaskWatch(): TaskWatch {
  /** How many more polls each task is awaited, oldest first. */
  const pollsLeft = new Map<string, number>();
  return {
    add(taskId) {
      pollsLeft.delete(taskId);
      pollsLeft.set(taskId, maxPolls);
      for (const oldest of [...pollsLeft.keys()].slice(0, -maxWatched)) pollsLeft.delete(oldest);
    },
    count(status) {
      if (pollsLeft.size === 0) return;
      const listed = new Set(allTasks(status).map((task) => task.id));
      for (const [id, left] of pollsLeft) {
        if (listed.has(id) || left <= 1) pollsLeft.delete(id);
        else pollsLeft.set(id, left - 1);
      }
    },
    isWatching: () => pollsLeft.size > 0,
  };
}
