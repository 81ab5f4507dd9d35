import { Prisma } from "@package/db";
import type { QueueStatus } from "@package/queue";

/** A row as these queries answer it: through PostgreSQL's JSON, so that times keep their microseconds. */
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
  cancelRequestedAt: string | null;
  scheduledFor: string | null;
  startedAt: string | null;
  processedAt: string | null;
  finishedAt: string | null;
  createdAt: string;
  updatedAt: string;
  rev: number;
  seq: number;
}

/** Fetching a payload of up to a megabyte for each of some hundred rows would be felt: pg_column_size reads no such payload. */
const isDataTooLarge = Prisma.sql`(pg_column_size(t."data") > 16384 OR octet_length(t."data"::text) > 65536)`;

/** The columns of `QueueTask t` that lists need. `rev` is the time of the last change in microseconds. */
export const taskColumns = Prisma.sql`
  t."id", t."type", t."status"::text AS "status",
  CASE WHEN ${isDataTooLarge} THEN NULL ELSE t."data" END AS "data", ${isDataTooLarge} AS "isDataTooLarge",
  t."attempts", t."maxAttempts", coalesce(t."priority", 0) AS "priority", t."progress", t."progressNote",
  t."errorMessage", t."terminalReason", t."cancelRequestedAt", t."scheduledFor", t."startedAt", t."processedAt", t."finishedAt",
  t."createdAt", t."updatedAt", (extract(epoch FROM t."updatedAt") * 1000000)::bigint AS "rev", t."seq"`;
