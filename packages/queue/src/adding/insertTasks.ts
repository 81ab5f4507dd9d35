import { toNumberArray, toTextArray } from "../database/arrays.ts";
import type { Database, Statement } from "../database/database.ts";
import { isUniqueViolation } from "../database/databaseErrors.ts";
import { limitLockWait } from "../database/limitLockWait.ts";
import { toMs } from "../database/times.ts";
import type { NewTask } from "../domain/NewTask.ts";
import { type Notification, notificationChannel } from "../notifying/notify.ts";

/** What an INSERT did, in one row: reading one for each of thousands of tasks would cost more than adding them. */
export interface InsertedBatch {
  /** When the tasks were added, in milliseconds of the epoch; the same for all of them. */
  createdAtMs: number;
  /** The ids that were not there yet; null means all. */
  onlyIds: string[] | null;
}

// Texts that PostgreSQL takes apart, a fifth cheaper than one of JSON for all columns; as texts, because Prisma's array
// parameters cost several times more. A shorter list is filled up with nulls: options that no task has cost nothing.
// The notification travels with the tasks: sent by itself it would cost another commit before anybody hears of them.
const insert = `WITH inserted AS (INSERT INTO "QueueTask" (id, type, data, "maxAttempts", "failedProviders",
    priority, "scheduledFor", "createdAt", "updatedAt", "referenceId", "referenceType", "ownerId", "uniqueKey", "concurrencyKey", tags, "timeoutMs", "workerVersion")
  SELECT n.id, n.type, n.data, n."maxAttempts", '{}', coalesce(n.priority, 0),
    CASE WHEN n."delayMs" IS NOT NULL THEN statement_timestamp() + n."delayMs" * interval '1 ms'
         WHEN n."scheduledFor" > statement_timestamp() THEN n."scheduledFor"
         WHEN n."scheduledFor" IS NOT NULL THEN statement_timestamp() END,
    statement_timestamp(), statement_timestamp(),
    n."referenceId", n."referenceType", n."ownerId", n."uniqueKey", n."concurrencyKey", coalesce(n.tags, '{}'), n."timeoutMs", n."workerVersion"
  FROM ROWS FROM (unnest($2::text::text[], $3::text::text[], $4::text::int[], $5::text::int[]), jsonb_array_elements($6::jsonb),
    jsonb_to_recordset($7::jsonb) AS ("scheduledFor" timestamptz, "delayMs" float8, "referenceId" text, "referenceType" text,
      "ownerId" text, "uniqueKey" text, "concurrencyKey" text, tags text[], "timeoutMs" int, "workerVersion" text))
    AS n(id, type, "maxAttempts", priority, data, "scheduledFor", "delayMs", "referenceId", "referenceType", "ownerId", "uniqueKey", "concurrencyKey", tags, "timeoutMs", "workerVersion")`;

const answer = `, notified AS MATERIALIZED (SELECT pg_notify('${notificationChannel}', $1::text) WHERE $1::text IS NOT NULL)
  SELECT (SELECT count(*) FROM notified)::int AS notifications, ${toMs("statement_timestamp()")} AS "createdAtMs"`;

/** Speculative inserts cost a fifth more than plain ones, so they are made only where a task may be there already. */
const plain: Statement = {
  name: "insertTasks",
  text: `${insert})${answer}, NULL AS "onlyIds"`,
  keepsPlan: "always",
};
/** Covers the unique key and, when a lost reply makes us repeat the statement, the primary key. */
const insertMissing = (where: string) => `${insert} ${where} ON CONFLICT DO NOTHING RETURNING id)${answer},
    CASE WHEN count(*) < jsonb_array_length($6::jsonb) THEN coalesce(array_agg(i.id), '{}') END AS "onlyIds" FROM inserted i`;
/** A key that somebody's open transaction has taken fails it with 55P03, instead of keeping the connection until that ends. */
const tolerant: Statement = { name: "insertMissingTasks", text: insertMissing(`WHERE ${limitLockWait(20)}`) };
/** In the caller's transaction, whose settings are the caller's. */
const tolerantInTransaction: Statement = { name: "insertMissingTasksInTransaction", text: insertMissing("") };

/**
 * Adds tasks in the order given, except those that are there already.
 * @param notification - sent to every process that listens, when the tasks are committed
 * @param options.isInTransaction - whether `database` is a transaction of the caller's
 */
export async function insertTasks(
  database: Database,
  tasks: readonly NewTask[],
  notification: Notification | null,
  { isInTransaction = false } = {},
): Promise<InsertedBatch> {
  const parameters = [
    notification,
    toTextArray(tasks.map(({ id }) => id)),
    toTextArray(tasks.map(({ type }) => type)),
    toNumberArray(tasks.map(({ maxAttempts }) => maxAttempts)),
    tasks.some(({ priority }) => priority !== 0) ? toNumberArray(tasks.map(({ priority }) => priority)) : null,
    `[${tasks.map(({ data }) => data).join(",")}]`,
    tasks.some(hasOptions) ? JSON.stringify(tasks.map(pickOptions)) : null,
  ];
  const query = (statement: Statement) => database.query<InsertedBatch>(statement, parameters);
  const hasKeys = tasks.some(({ uniqueKey }) => uniqueKey !== null);
  const [batch] = await (hasKeys
    ? query(isInTransaction ? tolerantInTransaction : tolerant)
    : query(plain).catch((error: unknown) => {
        // Ids are made once and never again: the tasks were written by a statement whose reply was lost.
        if (isUniqueViolation(error)) return query(tolerant);
        throw error;
      }));
  return batch ?? { createdAtMs: Date.now(), onlyIds: [] };
}

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
] as const satisfies readonly (keyof NewTask)[];

function hasOptions(task: NewTask): boolean {
  return task.tags.length > 0 || optionalColumns.some((name) => task[name] !== null);
}

function pickOptions(task: NewTask): Partial<NewTask> {
  const given = optionalColumns.filter((name) => task[name] !== null).map((name) => [name, task[name]]);
  return { ...Object.fromEntries(given), tags: task.tags };
}
