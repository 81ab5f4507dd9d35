import type pg from "pg";
import { monotonicMs } from "./Ledger.ts";

/** Returns the milliseconds to add to the machine's monotonic clock to get the database's: the best of 15 readings. */
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
