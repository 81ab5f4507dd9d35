import { queryOnce } from "./queryOnce.ts";

/** Calls and time of this project's hot statements since the last reset. */
export interface StatementTimes {
  claim: { calls: number; ms: number };
  settle: { calls: number; ms: number };
  add: { calls: number; ms: number };
}

const patterns: Readonly<Record<keyof StatementTimes, string>> = {
  claim: '%"claimCount" = t."claimCount" + %',
  settle: 'WITH done AS (%UPDATE "QueueTask"%"settledToken" = t."leaseToken"%',
  add: '%INSERT INTO "QueueTask" (%',
};

export async function readStatementTimes(url: string): Promise<StatementTimes> {
  const read = async (pattern: string) => {
    const [row] = await queryOnce<{ calls: string; ms: number }>(
      url,
      `SELECT coalesce(sum(calls), 0)::text AS calls, coalesce(sum(total_exec_time + total_plan_time), 0)::float8 AS ms
       FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query LIKE $1`,
      [pattern],
    );
    return { calls: Number(row?.calls), ms: Number(row?.ms) };
  };
  return { claim: await read(patterns.claim), settle: await read(patterns.settle), add: await read(patterns.add) };
}
