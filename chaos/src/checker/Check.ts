import type { TaskHistory } from "../history/groupByTask.ts";
import type { History } from "../history/History.ts";
import type { Violation } from "./Violation.ts";

/** A history with its changes and runs ordered by task. */
export interface HistoryView extends History {
  tasks: ReadonlyMap<string, TaskHistory>;
}

/** Judges one promise. */
export type Check = (view: HistoryView) => Violation[];
