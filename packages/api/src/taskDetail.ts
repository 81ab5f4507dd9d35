import { type ErrorCause, redactText } from "@package/queue";
import type { AttemptRow, LogRow, OwnTaskRow } from "@package/queue/monitor";
import { z } from "zod";
import { cutData } from "./cutData.ts";
import { redactData } from "./redactData.ts";
import { redactNullable, toTaskSummary } from "./taskSummary.ts";
import { toIso } from "./toIso.ts";
import type { TaskSummary } from "./wire.ts";

/** An attempt that did not complete the task. */
export interface TaskAttempt {
  attempt: number;
  /** FAILED, TIMEOUT, LEASE_EXPIRED, CANCELLED or REFUSED. */
  outcome: string;
  errorClass: string | null;
  /** The error's code, or the status of an HTTP client's error. */
  errorCode: string | null;
  errorMessage: string | null;
  /** The causes of the error; empty if it has none. */
  errorCauses: ErrorCause[];
  provider: string | null;
  startedAt: string;
  finishedAt: string;
}

/** A line of the worker's log. */
export interface TaskLogLine {
  id: string;
  attempt: number;
  /** debug, info, warn or error. */
  level: string;
  message: string;
  fields?: unknown;
  createdAt: string;
}

/** A task with history and logs; `data` and `result` are cut at 64 kB. */
export interface TaskDetail extends TaskSummary {
  /** The worker's return value, which can be null; absent if nothing was stored. */
  result?: unknown;
  /** Why a completed task has no result. */
  resultNote: string | null;
  reference: { id: string; type: string } | null;
  tags: string[];
  /** The last 50, oldest first. */
  attemptHistory: TaskAttempt[];
  /** The last 200, oldest first. */
  logs: TaskLogLine[];
  /** Why the task is waiting; null if it is not. */
  explanation: string | null;
}

const maxShownBytes = 65_536;

/** Converts rows to what clients receive, without secrets and shortened. @param attempts, logs - newest first */
export function toTaskDetail(
  row: OwnTaskRow,
  attempts: readonly AttemptRow[],
  logs: readonly LogRow[],
  explanation: string | null,
): TaskDetail {
  return {
    ...toTaskSummary(row),
    data: cutData(redactData(row.wholeData), maxShownBytes),
    ...(row.hasResult ? { result: cutData(redactData(row.result), maxShownBytes) } : {}),
    resultNote: redactNullable(row.resultNote),
    reference: row.referenceId && row.referenceType ? { id: row.referenceId, type: row.referenceType } : null,
    tags: row.tags,
    attemptHistory: attempts.map(toTaskAttempt).reverse(),
    logs: logs.map(toLogLine).reverse(),
    explanation,
  };
}

function toTaskAttempt(row: AttemptRow): TaskAttempt {
  return {
    attempt: row.attempt,
    outcome: row.outcome,
    errorClass: row.errorClass,
    errorCode: redactNullable(row.errorCode),
    errorMessage: redactNullable(row.errorMessage),
    errorCauses: readErrorCauses(row.errorCauses),
    provider: row.provider,
    startedAt: toIso(row.startedAtMs),
    finishedAt: toIso(row.finishedAtMs),
  };
}

function toLogLine(row: LogRow): TaskLogLine {
  return {
    id: row.id,
    attempt: row.attempt,
    level: row.level,
    message: redactText(row.message),
    fields: cutData(redactData(row.fields), 4096),
    createdAt: toIso(row.createdAtMs),
  };
}

const errorCause: z.ZodType<ErrorCause> = z.object({
  errorClass: z.string(),
  code: z.string().optional(),
  message: z.string(),
  get causes() {
    return z.array(errorCause).optional();
  },
});

/** Returns the redacted causes of a failed attempt; none if the column has an unexpected shape. */
function readErrorCauses(column: unknown): ErrorCause[] {
  return z.array(errorCause).catch([]).parse(redactData(column));
}
