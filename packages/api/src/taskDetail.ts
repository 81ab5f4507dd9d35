import type { PrismaClient } from "@package/db";
import { type ErrorCause, redactText } from "@package/queue";
import { z } from "zod";
import { cutData } from "./cutData.ts";
import { redactData } from "./redactData.ts";
import type { Scope } from "./scope.ts";
import type { OwnTaskRow } from "./sql/readOwnTask.ts";
import { redactNullable, toTaskSummary } from "./taskSummary.ts";
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

/** Reads attempts and logs of a task, and returns them with the row's values, redacted and shortened. */
export async function readTaskDetail(
  db: PrismaClient,
  scope: Scope,
  row: OwnTaskRow,
  explanation: string | null,
): Promise<TaskDetail> {
  const where = { taskId: row.id, task: { ownerId: scope.ownerId } };
  const [attempts, logs] = await Promise.all([
    db.queueTaskAttempt.findMany({ where, orderBy: { id: "desc" }, take: 50 }),
    db.queueTaskLog.findMany({ where, orderBy: { id: "desc" }, take: 200 }),
  ]);
  return {
    ...toTaskSummary(row),
    data: cutData(redactData(row.wholeData), maxShownBytes),
    ...(row.hasResult ? { result: cutData(redactData(row.result), maxShownBytes) } : {}),
    resultNote: redactNullable(row.resultNote),
    reference: row.referenceId && row.referenceType ? { id: row.referenceId, type: row.referenceType } : null,
    tags: row.tags,
    attemptHistory: attempts.reverse().map((attempt) => ({
      attempt: attempt.attempt,
      outcome: attempt.outcome,
      errorClass: attempt.errorClass,
      errorCode: redactNullable(attempt.errorCode),
      errorMessage: redactNullable(attempt.errorMessage),
      errorCauses: readErrorCauses(attempt.errorCauses),
      provider: attempt.provider,
      startedAt: attempt.startedAt.toISOString(),
      finishedAt: attempt.finishedAt.toISOString(),
    })),
    logs: logs.reverse().map((line) => ({
      id: String(line.id),
      attempt: line.attempt,
      level: line.level,
      message: redactText(line.message),
      fields: cutData(redactData(line.fields), 4096),
      createdAt: line.createdAt.toISOString(),
    })),
    explanation,
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
