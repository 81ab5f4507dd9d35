import type { StatementSlots } from "../database/StatementSlots.ts";
import { withWrites } from "../database/StatementSlots.ts";

/** SQL: when the task is due; null means at once. A random part of the splay moves it. */
const dueAt = `CASE WHEN x.slot + x.splay > statement_timestamp() THEN x.slot + x.splay END`;

/**
 * SQL: the CTEs `inserted (id, type, "ownerId", "scheduledForMs")` and its writes. They add the task of each row of `x`.
 * @param from - SQL to use after FROM: rows `x (name, type, "ownerId", task, slot, splay, "taskId")`
 */
export const insertScheduled = (from: string, { onAdd }: StatementSlots): string => `inserted AS (
    INSERT INTO "QueueTask" (id, type, data, "maxAttempts", "failedProviders", priority, "scheduledFor", "createdAt", "updatedAt",
      "referenceId", "referenceType", "ownerId", "concurrencyKey", tags, "timeoutMs", "workerVersion", meta, "startWithinMs", "startBy",
      "scheduleName", "scheduledSlot")
    SELECT x."taskId", x.type, x.task->'data', n."maxAttempts", '{}', n.priority, ${dueAt}, statement_timestamp(), statement_timestamp(),
      n."referenceId", n."referenceType", x."ownerId", n."concurrencyKey", coalesce(n.tags, '{}'), n."timeoutMs", n."workerVersion",
      n.meta, n."startWithinMs", CASE WHEN n."startWithinMs" IS NOT NULL
        THEN coalesce(${dueAt}, statement_timestamp()) + n."startWithinMs" * interval '1 ms' END,
      x.name, x.slot
    FROM ${from} CROSS JOIN LATERAL jsonb_to_record(x.task) AS n("maxAttempts" int, priority int, "referenceId" text, "referenceType" text,
      "concurrencyKey" text, tags text[], "timeoutMs" int, "workerVersion" text, meta jsonb, "startWithinMs" int)
    ORDER BY x.slot RETURNING id, type, "ownerId", "scheduleName", "scheduledSlot", "scheduledFor")${withWrites(onAdd)}`;

/** SQL: whether an unfinished task of the schedule exists. @param name - SQL */
export const isBusy = (name: string): string =>
  `EXISTS (SELECT 1 FROM "QueueTask" b WHERE b."scheduleName" = ${name} AND b."scheduleName" IS NOT NULL AND b."finishedAt" IS NULL)`;
