import type { QueueStatus } from "@package/queue";
import type { ScheduleStep } from "./ScheduleStep.ts";

/** Milliseconds on the database's clock, since 1970. Everything in a history is on this clock. */
export type DbTimeMs = number;

/** One change of a task's row, as the trigger recorded it. */
export interface Change {
  /** Order of recording. For the changes of one task it is the order in which they happened. */
  n: number;
  taskId: string;
  /** Undefined at the insert. */
  from?: RowState;
  /** Undefined at the delete. */
  to?: RowState;
  at: DbTimeMs;
}

/** The columns of a task that are checked. */
export interface RowState {
  type: string;
  status: QueueStatus;
  attempts: number;
  maxAttempts: number;
  claimCount: number;
  snoozeCount: number;
  crashCount: number;
  leaseToken: string | null;
  leaseHolder: string | null;
  leaseExpiresAt: DbTimeMs | null;
  deadlineAt: DbTimeMs | null;
  settledToken: string | null;
  /** When the task may start: `scheduledFor`, else `createdAt`. */
  dueAt: DbTimeMs;
  finishedAt: DbTimeMs | null;
  cancelRequestedAt: DbTimeMs | null;
  terminalReason: string | null;
  uniqueKey: string | null;
  concurrencyKey: string | null;
  /** The add that made the row, from its data. */
  addId: string | null;
  /** The run that the stored result, error or note comes from. */
  settledRun: string | null;
  /** The claim took more tasks than there were free slots, and this run is not known to have begun; null without that column. */
  claimedAhead: boolean | null;
  /** When the task expires, if it has not begun. */
  startBy: DbTimeMs | null;
  /** The schedule that has added the task. */
  scheduleName: string | null;
  /** The slot that the task was added for. */
  scheduledSlot: DbTimeMs | null;
}

/** One call that adds a task, as the caller saw it. */
export interface Add {
  /** Stored in the task's data. */
  addId: string;
  type: string;
  uniqueKey: string | null;
  startedAt: DbTimeMs;
  endedAt: DbTimeMs | null;
  /** `ok`: it returned. `rolledBack`: its transaction was. `unknown`: it failed or never returned, and may have been done. */
  outcome: "ok" | "rolledBack" | "unknown";
  /** The id that was returned. */
  taskId: string | null;
  /** The add also wrote a row in the same transaction. */
  hasParentRow: boolean;
  /** The same for all tasks that one call added. */
  call: string;
  pid: number;
}

/** One call of a worker. */
export interface Run {
  run: string;
  taskId: string;
  /** The lease token that the process held for the task when the run began. */
  token: string | null;
  pid: number;
  startedAt: DbTimeMs;
  /** How it ended; undefined when the process died first. */
  end?: { at: DbTimeMs; how: "returned" | "threw" };
  /** When its signal aborted, and why. */
  aborted?: { at: DbTimeMs; reason: string };
}

/** An event that a service emitted about a task. */
export interface EmittedEvent {
  name: string;
  taskId: string;
  token: string | null;
  at: DbTimeMs;
}

/** A cancellation or manual retry by an operator. */
export interface Operation {
  kind: "cancel" | "retry";
  taskId: string;
  outcome: "ok" | "refused" | "unknown";
  startedAt: DbTimeMs;
  endedAt: DbTimeMs | null;
}

/** A fault, and when it was. */
export interface Fault {
  kind: string;
  startedAt: DbTimeMs;
  endedAt: DbTimeMs;
  /** The process that it struck; undefined when it struck the database or the network. */
  pid?: number;
  detail?: string;
  /**
   * The ids of tasks, or the unique keys as {@link nameKey} names them, that the application locked. Then it is no fault, but
   * another user of the database.
   */
  holds?: readonly string[];
}

/** Names a unique key among those that a fault holds. */
export function nameKey(type: string, uniqueKey: string): string {
  return `${type}/${uniqueKey}`;
}

/** Recorded outcomes as the queue's statistics count them. */
export interface StatisticTotals {
  completed: number;
  failed: number;
  exhausted: number;
}

export interface HistorySettings {
  leaseMs: number;
  heartbeatMs: number;
  sweepMs: number;
  /** Milliseconds that a busy machine may add to promised times. */
  slackMs: number;
  /** Processes that run tasks. */
  runners: number;
}

/** All that was recorded of one chaos run. */
export interface History {
  settings: HistorySettings;
  changes: readonly Change[];
  adds: readonly Add[];
  runs: readonly Run[];
  emitted: readonly EmittedEvent[];
  operations: readonly Operation[];
  faults: readonly Fault[];
  /** `addId`s of rows that adds wrote in their transaction. */
  parentRows: ReadonlySet<string>;
  statistics: StatisticTotals;
  /** The changes of all schedules, in the order of recording. */
  scheduleSteps: readonly ScheduleStep[];
  /** When the faults had ended and the history was read. */
  quietAt: DbTimeMs;
}
