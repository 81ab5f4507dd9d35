import type { QueueStatus } from "../domain/types.ts";

/** A task as lists show it. Times are milliseconds of the epoch, with microseconds as fraction. */
export interface TaskRow {
  id: string;
  type: string;
  status: QueueStatus;
  /** Null if `isDataTooLarge`. Integers that a JavaScript number cannot represent are strings of digits. */
  data: unknown;
  /** Whether the data is longer than about 64 kB. Lists leave it out. */
  isDataTooLarge: boolean;
  attempts: number;
  maxAttempts: number;
  priority: number;
  progress: number | null;
  progressNote: string | null;
  errorMessage: string | null;
  terminalReason: string | null;
  cancelRequestedAtMs: number | null;
  scheduledForMs: number | null;
  /** When the start or the next attempt is due; null while the task runs, and when it is finished. */
  dueAtMs: number | null;
  /** Whether it waits, and its type is paused. */
  isPaused: boolean;
  startedAtMs: number | null;
  processedAtMs: number | null;
  finishedAtMs: number | null;
  createdAtMs: number;
  updatedAtMs: number;
  /** The time of the last change in microseconds. The higher `rev` is the newer state. */
  rev: number;
  /** Changes with each change of the task. */
  version: string;
  /** Order of adding. */
  seq: number;
}
