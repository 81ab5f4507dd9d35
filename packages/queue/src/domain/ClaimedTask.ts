import type { TaskRow } from "./TaskRow.ts";

/** Columns of a task that have no meaning, or a known value, while it is claimed. */
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

/** Columns that earlier attempts have written. They are empty at the first claim. */
type HistoryColumn =
  | "failedProviders"
  | "errorMessage"
  | "errorPatterns"
  | "snoozeCount"
  | "crashCount"
  | "refusalCount"
  | "refusedAtMs"
  | "processedAtMs";

/** Columns that few tasks use. */
type ExtraColumn = "meta" | "startWithinMs" | "startByMs" | "scheduleName" | "scheduledSlotMs";

/** The columns that few tasks use. */
export type ClaimExtras = Readonly<Pick<TaskRow, ExtraColumn>>;

/** The columns that earlier attempts have written. */
export interface ClaimHistory extends Readonly<Pick<TaskRow, HistoryColumn>> {
  readonly failureCount: number;
}

/** A task that this process has claimed, with its fencing token. Its times become Dates when a worker reads them. */
export interface ClaimedTask extends Omit<TaskRow, SettledColumn | HistoryColumn | ExtraColumn> {
  /** The fencing token. Together with the id it identifies the claim, and every write about the claim has both. */
  token: string;
  /** Order of adding. */
  seq: number;
  startedAtMs: number;
  history: ClaimHistory;
  /** Null if the task uses none of them. */
  extras: ClaimExtras | null;
}
