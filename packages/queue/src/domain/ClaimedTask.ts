import type { TaskRow } from "./TaskRow.ts";

/** Columns of a task that mean nothing, or are known, while it is being claimed. */
type SettledColumn =
  | "result"
  | "hasResult"
  | "resultNote"
  | "status"
  | "updatedAtMs"
  | "finishedAtMs"
  | "terminalReason"
  | "cancelRequestedAtMs"
  | "progress"
  | "progressNote";

/** Columns that earlier attempts have written: a task that is claimed for the first time has none of them. */
type HistoryColumn =
  | "failedProviders"
  | "errorMessage"
  | "errorPatterns"
  | "snoozeCount"
  | "crashCount"
  | "refusalCount"
  | "refusedAtMs"
  | "processedAtMs";

/** What earlier attempts have left behind. */
export interface ClaimHistory extends Readonly<Pick<TaskRow, HistoryColumn>> {
  readonly failureCount: number;
}

/** A task that this process has claimed, with the token that proves it. Its times are Dates only once a worker looks at them. */
export interface ClaimedTask extends Omit<TaskRow, SettledColumn | HistoryColumn> {
  /** With the id, identifies this claim: every write about it carries both. */
  token: string;
  /** Position of the row; null once the row was written since the claim. */
  ctid: string | null;
  /** Order of adding. */
  seq: number;
  startedAtMs: number;
  history: ClaimHistory;
}
