import type { Database, Statement } from "../database/database.ts";

export interface LogLine {
  taskId: string;
  attempt: number;
  level: string;
  message: string;
  fields: unknown;
  /** Milliseconds since the line was written. */
  ageMs: number;
}

const statement: Statement = {
  name: "insertLogs",
  // The task may have been deleted meanwhile: its lines go with it.
  text: `INSERT INTO "QueueTaskLog" ("taskId", attempt, level, message, fields, "createdAt")
  SELECT l."taskId", l.attempt, l.level, l.message, l.fields, clock_timestamp() - l."ageMs" * interval '1 ms'
  FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS ("taskId" text, attempt int, level text, message text, fields jsonb, "ageMs" float8))
    WITH ORDINALITY AS l("taskId", attempt, level, message, fields, "ageMs", place)
  JOIN "QueueTask" t ON t.id = l."taskId" ORDER BY l.place RETURNING id`,
};

/** Writes lines that workers logged, in their order. */
export async function insertLogs(database: Database, lines: readonly LogLine[]): Promise<void> {
  await database.query(statement, [JSON.stringify(lines)]);
}
