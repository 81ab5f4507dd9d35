import { toNumberArray, toTextArray } from "../database/arrays.ts";
import type { Database, Statement } from "../database/database.ts";
import { isUniqueViolation } from "../database/databaseErrors.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { isFilled, type StatementSlots, withWrites } from "../database/StatementSlots.ts";
import { toMs } from "../database/times.ts";
import type { NewTask } from "../domain/NewTask.ts";
import { type Notification, notificationChannel } from "../notifying/notify.ts";

/** The result of an INSERT, in one row. Reading a row for each of thousands of tasks would cost more than adding them. */
export interface InsertedBatch {
  /** When the tasks were added, in milliseconds of the epoch. */
  createdAtMs: number;
  /** Ids of the tasks that were added; null means all. */
  onlyIds: string[] | null;
}

/** SQL: the column "scheduledFor" of a new task `n`. A time in the past becomes the time of adding. */
const scheduledFor = `CASE WHEN n."delayMs" IS NOT NULL THEN statement_timestamp() + n."delayMs" * interval '1 ms'
         WHEN n."scheduledFor" > statement_timestamp() THEN n."scheduledFor"
         WHEN n."scheduledFor" IS NOT NULL THEN statement_timestamp() END`;

/** SQL: the columns of `meta` and `startWithinMs`. */
const extras = `,
    n.meta::jsonb, n."startWithinMs", CASE WHEN n."startWithinMs" IS NOT NULL
      THEN coalesce(${scheduledFor}, statement_timestamp()) + n."startWithinMs" * interval '1 ms' END`;

interface InsertKind {
  slots: StatementSlots;
  /** Whether a task has `meta` or `startWithinMs`. */
  hasExtras: boolean;
}

// One string per column, which PostgreSQL splits. That costs a fifth less than JSON for all columns, and a fraction of Prisma's
// array parameters. PostgreSQL fills shorter lists up with nulls, so an option that no task has costs nothing.
// The statement also sends the notification, because a second statement would cost another commit.
// Columns that few tasks use have their own statements. So an INSERT of other tasks does not compute them.
const insert = ({
  hasExtras,
}: InsertKind) => `WITH inserted AS (INSERT INTO "QueueTask" (id, type, data, "maxAttempts", "failedProviders",
    priority, "scheduledFor", "createdAt", "updatedAt", "referenceId", "referenceType", "ownerId", "uniqueKey", "concurrencyKey", tags, "timeoutMs", "workerVersion"${hasExtras ? `, meta, "startWithinMs", "startBy"` : ""})
  SELECT n.id, n.type, n.data, n."maxAttempts", '{}', coalesce(n.priority, 0),
    ${scheduledFor},
    statement_timestamp(), statement_timestamp(),
    n."referenceId", n."referenceType", n."ownerId", n."uniqueKey", n."concurrencyKey", coalesce(n.tags, '{}'), n."timeoutMs", n."workerVersion"${hasExtras ? extras : ""}
  FROM ROWS FROM (unnest($2::text::text[], $3::text::text[], $4::text::int[], $5::text::int[]), jsonb_array_elements($6::jsonb),
    jsonb_to_recordset($7::jsonb) AS ("scheduledFor" timestamptz, "delayMs" float8, "referenceId" text, "referenceType" text,
      "ownerId" text, "uniqueKey" text, "concurrencyKey" text, tags text[], "timeoutMs" int, "workerVersion" text${hasExtras ? `, meta text, "startWithinMs" int` : ""}))
    AS n(id, type, "maxAttempts", priority, data, "scheduledFor", "delayMs", "referenceId", "referenceType", "ownerId", "uniqueKey", "concurrencyKey", tags, "timeoutMs", "workerVersion"${hasExtras ? `, meta, "startWithinMs"` : ""})`;

const result = `, notified AS MATERIALIZED (SELECT pg_notify('${notificationChannel}', $1::text) WHERE $1::text IS NOT NULL)
  SELECT (SELECT count(*) FROM notified)::int AS notifications, ${toMs("statement_timestamp()")} AS "createdAtMs"`;

/** `ON CONFLICT` covers the unique key and, when the statement is repeated after a lost reply, the primary key. */
const insertMissing = (where: string, kind: InsertKind) =>
  `${insert(kind)} ${where} ON CONFLICT DO NOTHING RETURNING id${isFilled(kind.slots.onAdd) ? ", type" : ""})${withWrites(kind.slots.onAdd)}${result},
    CASE WHEN count(*) < jsonb_array_length($6::jsonb) THEN coalesce(array_agg(i.id), '{}') END AS "onlyIds" FROM inserted i`;

/** `ON CONFLICT` costs a fifth more, so only the statements for tasks that may exist already have it. */
const insertStatements = (kind: InsertKind) => ({
  plain: {
    name: kind.hasExtras ? "insertTasksWithExtras" : "insertTasks",
    text: `${insert(kind)}${isFilled(kind.slots.onAdd) ? " RETURNING id, type" : ""})${withWrites(kind.slots.onAdd)}${result}, NULL AS "onlyIds"`,
    keepsPlan: "always",
  } satisfies Statement,
  /** Fails with 55P03 if an open transaction has taken the key, because waiting for its end would keep the connection. */
  tolerant: {
    name: kind.hasExtras ? "insertMissingTasksWithExtras" : "insertMissingTasks",
    text: insertMissing(`WHERE ${limitLockWait(20)}`, kind),
  } satisfies Statement,
  /** For the caller's transaction, whose settings must not change. */
  tolerantInTransaction: {
    name: kind.hasExtras ? "insertMissingTasksWithExtrasInTransaction" : "insertMissingTasksInTransaction",
    text: insertMissing("", kind),
  } satisfies Statement,
});

/** Makes {@link insertTasks} with these slots filled. */
export function createInsertTasks(slots: StatementSlots = {}) {
  const usual = insertStatements({ slots, hasExtras: false });
  const extended = insertStatements({ slots, hasExtras: true });
  return async (
    database: Database,
    tasks: readonly NewTask[],
    notification: Notification | null,
    { isInTransaction = false } = {},
  ): Promise<InsertedBatch> => {
    const parameters = [
      notification,
      toTextArray(tasks.map(({ id }) => id)),
      toTextArray(tasks.map(({ type }) => type)),
      toNumberArray(tasks.map(({ maxAttempts }) => maxAttempts)),
      tasks.some(({ priority }) => priority !== 0) ? toNumberArray(tasks.map(({ priority }) => priority)) : null,
      `[${tasks.map(({ data }) => data).join(",")}]`,
      tasks.some(hasOptions) ? JSON.stringify(tasks.map(pickOptions)) : null,
    ];
    const { plain, tolerant, tolerantInTransaction } = tasks.some(hasExtras) ? extended : usual;
    const query = (statement: Statement) => database.query<InsertedBatch>(statement, parameters);
    const hasKeys = tasks.some(({ uniqueKey }) => uniqueKey !== null);
    const [batch] = await (hasKeys
      ? query(isInTransaction ? tolerantInTransaction : tolerant)
      : query(plain).catch((error: unknown) => {
          // Ids are unique. A violation means that an earlier try, whose reply was lost, has added these tasks.
          if (isUniqueViolation(error)) return query(tolerant);
          throw error;
        }));
    return batch ?? { createdAtMs: Date.now(), onlyIds: [] };
  };
}

/**
 * Adds tasks in the given order, except those that exist already. `notification` is sent to all listening processes when the
 * tasks are committed. `isInTransaction` says that `database` is a transaction of the caller.
 */
export const insertTasks = createInsertTasks();

const optionalColumns = [
  "scheduledFor",
  "delayMs",
  "referenceId",
  "referenceType",
  "ownerId",
  "uniqueKey",
  "concurrencyKey",
  "timeoutMs",
  "workerVersion",
  "meta",
  "startWithinMs",
] as const satisfies readonly (keyof NewTask)[];

function hasExtras({ meta, startWithinMs }: NewTask): boolean {
  return meta !== null || startWithinMs !== null;
}

function hasOptions(task: NewTask): boolean {
  return task.tags.length > 0 || optionalColumns.some((name) => task[name] !== null);
}

function pickOptions(task: NewTask): Partial<NewTask> {
  const given = optionalColumns.filter((name) => task[name] !== null).map((name) => [name, task[name]]);
  return { ...Object.fromEntries(given), tags: task.tags };
}
