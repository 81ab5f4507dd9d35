import { openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** An action that a program recorded. `t` is the machine's monotonic clock in milliseconds. */
export type LedgerEntry = { t: number; pid: number } & (
  | { e: "adding"; addId: string; type: string; uniqueKey: string | null; hasParentRow: boolean; call?: string }
  | { e: "added"; addId: string; outcome: "ok" | "rolledBack" | "unknown"; taskId: string | null; error?: string }
  | { e: "start"; run: string; taskId: string; token: string | null }
  | { e: "end"; run: string; how: "returned" | "threw" }
  | { e: "abort"; run: string; reason: string }
  | { e: "emitted"; name: string; taskId: string; token: string | null }
  | { e: "asking"; op: string; kind: "cancel" | "retry"; taskId: string }
  | { e: "asked"; op: string; outcome: "ok" | "refused" | "unknown" }
  | { e: "stall"; ms: number }
  | { e: "broke" }
  | { e: "dying"; when: string }
  | { e: "trouble"; doing: string; message: string }
);

export type LedgerNote = LedgerEntry extends infer TEntry
  ? TEntry extends unknown
    ? Omit<TEntry, "t" | "pid">
    : never
  : never;

/** Milliseconds of the monotonic clock, which all processes of this machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Opens a ledger. Each line is in the file before the call returns, so that kill -9 loses none. */
export function openLedger(path: string): (note: LedgerNote) => void {
  const file = openSync(path, "a");
  return (note) => void writeSync(file, `${JSON.stringify({ ...note, t: monotonicMs(), pid: process.pid })}\n`);
}

/** Reads all entries of all ledgers in a folder, ordered by time. Incomplete lines are skipped. */
export function readLedgers(folder: string): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".ledger"))) {
    for (const line of readFileSync(join(folder, name), "utf8").split("\n")) {
      if (line.endsWith("}")) entries.push(JSON.parse(line) as LedgerEntry);
    }
  }
  return entries.sort((a, b) => a.t - b.t);
}
