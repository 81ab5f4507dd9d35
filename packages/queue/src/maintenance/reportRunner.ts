import type { Database, Statement } from "../database/database.ts";

/** SQL: whether a row `q` of "QueueRunner" belongs to a runner that is alive, as far as its heartbeat shows. */
export const isLiveRunner = `q."heartbeatAt" > statement_timestamp() - interval '45 seconds'`;

export interface RunnerReport {
  id: string;
  host: string;
  pid: number;
  types: readonly string[];
  concurrency: number;
  running: number;
}

const statement: Statement = {
  name: "reportRunner",
  text: `INSERT INTO "QueueRunner" (id, host, pid, types, concurrency, running, "startedAt", "heartbeatAt")
  SELECT r.id, r.host, r.pid, r.types, r.concurrency, r.running, clock_timestamp(), clock_timestamp()
  FROM jsonb_to_record($1::jsonb) AS r(id text, host text, pid int, types text[], concurrency int, running int)
  ON CONFLICT (id) DO UPDATE SET running = excluded.running, "heartbeatAt" = excluded."heartbeatAt"
  RETURNING id`,
};

/** Says that a runner is alive. */
export async function reportRunner(database: Database, report: RunnerReport): Promise<void> {
  await database.query(statement, [JSON.stringify(report)]);
}
