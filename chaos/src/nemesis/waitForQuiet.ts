import { setTimeout as sleep } from "node:timers/promises";
import type { Control } from "./Control.ts";

/** Milliseconds in which all tasks must finish after the faults have ended. */
const limitMs = 90_000;

/** Waits until all tasks have finished. Returns a complaint when that takes too long. */
export async function waitForQuiet(control: Control): Promise<string[]> {
  const until = performance.now() + limitMs;
  for (;;) {
    const rows = await control.query<{ type: string; status: string; count: number }>(
      `SELECT type, status::text, count(*)::int FROM "QueueTask" WHERE "finishedAt" IS NULL GROUP BY 1, 2`,
    );
    if (rows.length === 0) return [];
    if (performance.now() > until) {
      const left = rows.map(({ type, status, count }) => `${count} ${type} ${status}`).join(", ");
      return [`unfinished ${limitMs / 1_000} s after everything was healed: ${left}`];
    }
    await sleep(200);
  }
}
