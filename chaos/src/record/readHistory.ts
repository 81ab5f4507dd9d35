import type pg from "pg";
import type { Change, Fault, History, HistorySettings, RowState, StatisticTotals } from "../history/History.ts";
import type { LedgerEntry } from "./Ledger.ts";
import { readLedgerRecords } from "./readLedgerRecords.ts";
import { readScheduleSteps } from "./readScheduleSteps.ts";

export interface HistorySources {
  client: pg.Client | pg.ClientBase;
  ledger: readonly LedgerEntry[];
  /** Milliseconds to add to the ledger's times to get the database's. */
  clockOffset: number;
  faults: readonly Fault[];
  settings: HistorySettings;
}

/** Reads the history from the records of the trigger, the ledgers and the nemesis. */
export async function readHistory({ client, ledger, clockOffset, faults, settings }: HistorySources): Promise<History> {
  const records = readLedgerRecords(ledger, clockOffset);
  const changes = await client.query<{
    n: string;
    taskId: string;
    from: RowState | null;
    to: RowState | null;
    at: string;
  }>(`SELECT n, "taskId", "from", "to", extract(epoch FROM at) * 1000 AS at FROM chaos_change ORDER BY n`);
  const parents = await client.query<{ addId: string }>(`SELECT "addId" FROM chaos_parent`);
  const statistics = await client.query<StatisticTotals>(
    `SELECT coalesce(sum(completed), 0)::int AS completed, coalesce(sum(failed), 0)::int AS failed, coalesce(sum(exhausted), 0)::int AS exhausted FROM "QueueStatistic"`,
  );
  const clock = await client.query<{ now: string }>("SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now");
  return {
    settings,
    changes: changes.rows.map(
      ({ n, taskId, from, to, at }): Change => ({
        n: Number(n),
        taskId,
        at: Number(at),
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
      }),
    ),
    ...records,
    faults: [...faults, ...records.faults].sort((a, b) => a.startedAt - b.startedAt),
    parentRows: new Set(parents.rows.map(({ addId }) => addId)),
    scheduleSteps: await readScheduleSteps(client),
    statistics: statistics.rows[0] ?? { completed: 0, failed: 0, exhausted: 0 },
    quietAt: Number(clock.rows[0]?.now),
  };
}
