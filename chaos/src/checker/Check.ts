import type { TaskHistory } from "../history/groupByTask.ts";
import type { History } from "../history/History.ts";
import type { InvariantId } from "./invariants.ts";

/** A history with its changes and runs grouped by task. */
export interface HistoryView extends History {
  tasks: ReadonlyMap<string, TaskHistory>;
}

/** An invariant that a history breaks. */
export interface Violation {
  invariant: InvariantId;
  /** Undefined when no single task is the cause. */
  taskId?: string;
  message: string;
}

/** Returns the violations of one invariant. */
export type Check = (view: HistoryView) => Violation[];
