import type { QueueCore } from "../core.ts";
import type { Database, Statement } from "../database/database.ts";
import { toDate, toMs } from "../database/times.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { ErrorCause } from "../domain/errors/readErrorChain.ts";
import { isTaskOf, readHistoryPage } from "./readHistoryPage.ts";
import type { Page, PageOptions } from "./TaskFilter.ts";

/** An attempt of a task that did not complete it. */
export interface TaskAttempt {
  /** 1 is the first. */
  attempt: number;
  /** `REFUSED` means that the data did not match the worker's schema. It uses no attempt. */
  outcome: "FAILED" | "TIMEOUT" | "LEASE_EXPIRED" | "CANCELLED" | "REFUSED";
  errorClass: string | null;
  /** The error's code, or the status of an HTTP client's error. */
  errorCode: string | null;
  /** The error's message without its causes and without secrets. */
  errorMessage: string | null;
  errorStack: string | null;
  errorCauses: readonly ErrorCause[] | null;
  /** Equal for errors with the same class, code, provider, normalised message and causes. */
  fingerprint: string | null;
  provider: string | null;
  /** The service whose runner ran it. */
  runnerId: string | null;
  /** The `version` of the worker that refused the data. */
  workerVersion: string | null;
  startedAt: Date;
  finishedAt: Date;
}

/** A row of an attempt. Times are milliseconds of the epoch. */
export type AttemptRow = Omit<TaskAttempt, "startedAt" | "finishedAt"> & {
  id: string;
  startedAtMs: number;
  finishedAtMs: number;
};

const statement: Statement = {
  name: "readAttempts",
  text: `SELECT a.id::text AS id, a.attempt, a.outcome, a."errorClass", a."errorCode", a."errorMessage", a."errorStack", a."errorCauses",
    a.fingerprint, a.provider, a."runnerId", a."workerVersion", ${toMs(`a."startedAt"`)} AS "startedAtMs",
    ${toMs(`a."finishedAt"`)} AS "finishedAtMs"
  FROM "QueueTaskAttempt" a WHERE a."taskId" = $1::text AND a.id < coalesce($2::bigint, 9223372036854775807) AND ${isTaskOf("$4")}
  ORDER BY a.id DESC LIMIT $3::int`,
};

/**
 * Returns the attempts of a task before the one with the id `before`, newest first.
 * @param ownerId - none are returned if the task has another owner. Null means any owner
 */
export function queryAttempts(
  database: Database,
  taskId: string,
  before: string | null,
  limit: number,
  ownerId: string | null = null,
): Promise<AttemptRow[]> {
  return database.query<AttemptRow>(statement, [toIdParameter(taskId), before, limit, ownerId]);
}

/** Returns a page of the attempts that did not complete a task, newest first. @throws TaskNotFoundError */
export async function readAttempts(
  core: Pick<QueueCore, "database">,
  taskId: string,
  options: PageOptions,
): Promise<Page<TaskAttempt>> {
  const { items, nextCursor } = await readHistoryPage(core, taskId, options, queryAttempts);
  return {
    items: items.map(({ id: _, startedAtMs, finishedAtMs, ...attempt }) => ({
      ...attempt,
      startedAt: toDate(startedAtMs),
      finishedAt: toDate(finishedAtMs),
    })),
    nextCursor,
  };
}
