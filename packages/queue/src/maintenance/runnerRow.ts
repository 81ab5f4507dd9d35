import type { Database, Statement } from "../database/database.ts";

/** The state of a runner. */
export interface RunnerReport {
  id: string;
  host: string;
  pid: number;
  types: readonly string[];
  concurrency: number;
  running: number;
  release: string;
  declared: string;
}

const upsert: Statement = {
  name: "reportRunner",
  text: `INSERT INTO "QueueRunner" (id, host, pid, types, concurrency, running, release, declared, "startedAt", "heartbeatAt")
  SELECT r.id, r.host, r.pid, r.types, r.concurrency, r.running, r.release, r.declared, clock_timestamp(), clock_timestamp()
  FROM jsonb_to_record($1::jsonb) AS r(id text, host text, pid int, types text[], concurrency int, running int, release text, declared text)
  ON CONFLICT (id) DO UPDATE SET running = excluded.running, "heartbeatAt" = excluded."heartbeatAt"
  RETURNING id`,
};

/** Records that a runner is alive, and how busy it is. */
export async function reportRunner(database: Database, report: RunnerReport): Promise<void> {
  await database.query(upsert, [JSON.stringify(report)]);
}

const removal: Statement = {
  name: "removeRunner",
  text: `DELETE FROM "QueueRunner" r WHERE r.id = $1::text RETURNING r.id`,
};

/** Removes a runner that stopped. */
export async function removeRunner(database: Database, id: string): Promise<void> {
  await database.query(removal, [id]);
}
