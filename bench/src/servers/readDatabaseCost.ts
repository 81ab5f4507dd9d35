import { readdir, readFile } from "node:fs/promises";
import { queryOnce } from "./queryOnce.ts";

/** The cost of a PostgreSQL database so far. */
export interface DatabaseCost {
  /** Position in the write-ahead log, of the whole server. */
  walBytes: number;
  /** Size of the queue's tables with their indexes. */
  tableBytes: number;
  /** CPU time of all processes of the server; NaN without /proc. */
  serverCpuMs: number;
}

export async function readDatabaseCost(url: string): Promise<DatabaseCost> {
  const [row] = await queryOnce<{ wal: string; size: string; pid: number }>(
    url,
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text AS wal, pg_backend_pid() AS pid,
      (SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')) AS size`,
  );
  return {
    walBytes: Number(row?.wal),
    tableBytes: Number(row?.size),
    serverCpuMs: await readServerCpu(row?.pid ?? 0).catch(() => Number.NaN),
  };
}

/** Linux counts CPU time in hundredths of a second. */
const tickMs = 10;

/** CPU time of the server of a backend, including processes that have ended. */
async function readServerCpu(backendPid: number): Promise<number> {
  const postmaster = (await readStat(backendPid)).parent;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(pids.map((pid) => readStat(pid).catch(() => undefined)));
  const own = stats.find((stat) => stat?.pid === postmaster);
  const children = stats.filter((stat) => stat?.parent === postmaster);
  const living = children.reduce((sum, stat) => sum + (stat?.ownTicks ?? 0), own?.ownTicks ?? 0);
  return (living + (own?.goneTicks ?? 0)) * tickMs;
}

async function readStat(pid: number): Promise<{ pid: number; parent: number; ownTicks: number; goneTicks: number }> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  // The name in parentheses may have spaces; the fields after it do not.
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const at = (index: number): number => fields[index] ?? 0;
  return { pid, parent: at(1), ownTicks: at(11) + at(12), goneTicks: at(13) + at(14) };
}
