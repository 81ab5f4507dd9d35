import { Prisma } from "@package/db";
import type { QueueStatus } from "@package/queue";
import { toMs } from "./times.ts";

/** A row of these queries, read as JSON. Times are milliseconds since 1970, with microseconds as fraction. */
export interface TaskRow {
  id: string;
  type: string;
  status: QueueStatus;
  data: unknown;
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
  startedAtMs: number | null;
  processedAtMs: number | null;
  finishedAtMs: number | null;
  createdAtMs: number;
  updatedAtMs: number;
  rev: number;
  seq: number;
}

/** Lists leave out large data: it can have a megabyte per row. pg_column_size does not read it. */
const isDataTooLarge = Prisma.sql`(pg_column_size(t."data") > 16384 OR octet_length(t."data"::text) > 65536)`;

const inMs = (column: string) => Prisma.sql`${toMs(Prisma.raw(`t."${column}"`))} AS ${Prisma.raw(`"${column}Ms"`)}`;

/** The columns of `QueueTask t` that lists need. `rev` is the time of the last change in microseconds. */
export const taskColumns = Prisma.sql`
  t."id", t."type", t."status"::text AS "status",
  CASE WHEN ${isDataTooLarge} THEN NULL ELSE t."data" END AS "data", ${isDataTooLarge} AS "isDataTooLarge",
  t."attempts", t."maxAttempts", coalesce(t."priority", 0) AS "priority", t."progress", t."progressNote",
  t."errorMessage", t."terminalReason", ${inMs("cancelRequestedAt")}, ${inMs("scheduledFor")}, ${inMs("startedAt")},
  ${inMs("processedAt")}, ${inMs("finishedAt")}, ${inMs("createdAt")}, ${inMs("updatedAt")}, (extract(epoch FROM t."updatedAt") * 1000000)::bigint AS "rev", t."seq"`;
