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
  // Lines of a deleted task are dropped. An insert locks the key of the task that the line references, so lines of a task that
  // another transaction has locked are left for later.
  text: `WITH lines AS MATERIALIZED (
    SELECT * FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS ("taskId" text, attempt int, level text, message text, fields jsonb, "ageMs" float8))
      WITH ORDINALITY AS l("taskId", attempt, level, message, fields, "ageMs", place)
  ), tasks AS (
    SELECT t.id FROM "QueueTask" t WHERE t.id IN (SELECT l."taskId" FROM lines l)
  ), free AS MATERIALIZED (
    SELECT t.id FROM "QueueTask" t WHERE t.id IN (SELECT l."taskId" FROM lines l) FOR KEY SHARE SKIP LOCKED
  ), inserted AS (
    INSERT INTO "QueueTaskLog" ("taskId", attempt, level, message, fields, "createdAt")
    SELECT l."taskId", l.attempt, l.level, l.message, l.fields, clock_timestamp() - l."ageMs" * interval '1 ms'
    FROM lines l JOIN free f ON f.id = l."taskId" ORDER BY l.place
  )
  SELECT t.id FROM tasks t WHERE NOT EXISTS (SELECT 1 FROM free f WHERE f.id = t.id)`,
};

/**
 * Writes log lines of workers, in their order.
 * @returns the ids of tasks that another transaction has locked; their lines were not written
 */
export async function insertLogs(database: Database, lines: readonly LogLine[]): Promise<string[]> {
  return (await database.query<{ id: string }>(statement, [JSON.stringify(lines)])).map(({ id }) => id);
}
