import { openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** What programs write down of their own doing. `t` is the machine's monotonic clock in milliseconds. */
export type LedgerEntry = { t: number; pid: number } & (
  | { e: "adding"; addId: string; type: string; uniqueKey: string | null; hasParentRow: boolean; call?: string }
  | { e: "added"; addId: string; outcome: "ok" | "rolledBack" | "unknown"; taskId: string | null; error?: string }
  | { e: "start"; run: string; taskId: string; token: string | null }
  | { e: "end"; run: string; how: "returned" | "threw" }
  | { e: "abort"; run: string; reason: string }
  | { e: "told"; name: string; taskId: string; token: string | null }
  | { e: "asking"; op: string; kind: "cancel" | "retry"; taskId: string }
  | { e: "asked"; op: string; outcome: "ok" | "refused" | "unknown" }
  | { e: "stall"; ms: number }
  | { e: "broke" }
  | { e: "trouble"; doing: string; message: string }
);

export type LedgerNote = LedgerEntry extends infer TEntry
  ? TEntry extends unknown
    ? Omit<TEntry, "t" | "pid">
    : never
  : never;

/** Milliseconds of a clock that all processes of this machine share and that nobody sets. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A file that each line reaches before the call returns, so that kill -9 loses none. */
export function openLedger(path: string): (note: LedgerNote) => void {
  const file = openSync(path, "a");
  return (note) => void writeSync(file, `${JSON.stringify({ ...note, t: monotonicMs(), pid: process.pid })}\n`);
}

/** All entries of all ledgers in a folder, in the order of their times. A line that was cut off is left out. */
export function readLedgers(folder: string): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".ledger"))) {
    for (const line of readFileSync(join(folder, name), "utf8").split("\n")) {
      if (line.endsWith("}")) entries.push(JSON.parse(line) as LedgerEntry);
    }
  }
  return entries.sort((a, b) => a.t - b.t);
}
