import type pg from "pg";
import { monotonicMs } from "./Ledger.ts";

/** What to add to the machine's monotonic milliseconds to get the database's: the best of some readings. */
export async function sampleClock(client: pg.Client): Promise<number> {
  let best = { spreadMs: Infinity, offset: 0 };
  for (let round = 0; round < 15; round++) {
    const before = monotonicMs();
    const { rows } = await client.query<{ now: string }>("SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now");
    const after = monotonicMs();
    const spreadMs = after - before;
    if (spreadMs < best.spreadMs) best = { spreadMs, offset: Number(rows[0]?.now) - (before + after) / 2 };
  }
  return best.offset;
}
