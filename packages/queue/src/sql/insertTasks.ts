import type { Database, Statement } from "../database/database.ts";

/** A task to add, checked and complete. */
export interface NewTask {
  id: string;
  type: string;
  /** JSON text. */
  data: string;
  maxAttempts: number;
  priority: number;
  /** ISO time. */
  scheduledFor: string | null;
  delayMs: number | null;
  referenceId: string | null;
  referenceType: string | null;
  ownerId: string | null;
  uniqueKey: string | null;
  concurrencyKey: string | null;
  tags: readonly string[];
  timeoutMs: number | null;
}

export interface InsertedTask {
  id: string;
  createdAt: Date;
  scheduledFor: Date | null;
}

const statement: Statement = {
  name: "insertTasks",
  // One JSON parameter for the whole batch: Prisma's array parameters cost several times more.
  // DO NOTHING covers the unique key and, when a lost reply makes us repeat the statement, the primary key.
  text: `INSERT INTO "QueueTask" (id, type, data, "maxAttempts", "failedProviders", priority, "scheduledFor", "createdAt", "updatedAt",
    "referenceId", "referenceType", "ownerId", "uniqueKey", "concurrencyKey", tags, "timeoutMs")
  SELECT n.id, n.type, coalesce(n.data, 'null'), n."maxAttempts", '{}', n.priority,
    CASE WHEN n."delayMs" IS NOT NULL THEN statement_timestamp() + n."delayMs" * interval '1 ms'
         WHEN n."scheduledFor" > statement_timestamp() THEN n."scheduledFor"
         WHEN n."scheduledFor" IS NOT NULL THEN statement_timestamp() END,
    statement_timestamp(), statement_timestamp(),
    n."referenceId", n."referenceType", n."ownerId", n."uniqueKey", n."concurrencyKey", coalesce(n.tags, '{}'), n."timeoutMs"
  FROM jsonb_to_recordset($1::jsonb) AS n(id text, type text, data jsonb, "maxAttempts" int, priority int, "scheduledFor" timestamptz,
    "delayMs" float8, "referenceId" text, "referenceType" text, "ownerId" text, "uniqueKey" text, "concurrencyKey" text, tags text[], "timeoutMs" int)
  ON CONFLICT DO NOTHING
  RETURNING id, "createdAt", "scheduledFor"`,
};

/** Adds tasks in the order given; answers those that were not there yet. */
export function insertTasks(database: Database, tasks: readonly NewTask[]): Promise<InsertedTask[]> {
  return database.query<InsertedTask>(statement, [`[${tasks.map(toJson).join(",")}]`]);
}

/** The payload is JSON text already: it is spliced in rather than parsed and written again. */
function toJson({ data, ...columns }: NewTask): string {
  return `{"data":${data},${JSON.stringify(columns, (_, value) => value ?? undefined).slice(1)}`;
}
