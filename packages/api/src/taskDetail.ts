import { type ErrorCause, redactText } from "@package/queue";
import type { AttemptRow, LogRow, OwnTaskRow } from "@package/queue/monitor";
import { z } from "zod";
import { cutData } from "./cutData.ts";
import { redactData } from "./redactData.ts";
import { redactNullable, toTaskSummary } from "./taskSummary.ts";
import { toIso } from "./toIso.ts";
import type { TaskAttempt, TaskDetail, TaskLogLine } from "./wire.ts";

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
    scheduleName: row.scheduleName,
    scheduledSlot: toIso(row.scheduledSlotMs),
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
