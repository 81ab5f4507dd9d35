import type { Add, EmittedEvent, Fault, Operation, Run } from "../history/History.ts";
import type { LedgerEntry } from "./Ledger.ts";

export interface LedgerRecords {
  adds: Add[];
  runs: Run[];
  emitted: EmittedEvent[];
  operations: Operation[];
  /** Times in which a process did not get to do anything. */
  faults: Fault[];
}

/** Pairs what began with what ended; what has no end stays unknown. */
export function readLedgerRecords(ledger: readonly LedgerEntry[], clockOffset: number): LedgerRecords {
  const adds = new Map<string, Add>();
  const runs = new Map<string, Run>();
  const operations = new Map<string, Operation>();
  const emitted: EmittedEvent[] = [];
  const faults: Fault[] = [];
  for (const entry of ledger) {
    const at = entry.t + clockOffset;
    switch (entry.e) {
      case "adding": {
        const { addId, type, uniqueKey, hasParentRow, call = addId, pid } = entry;
        adds.set(addId, {
          addId,
          type,
          uniqueKey,
          hasParentRow,
          call,
          pid,
          startedAt: at,
          endedAt: null,
          outcome: "unknown",
          taskId: null,
        });
        break;
      }
      case "added": {
        const { outcome, taskId } = entry;
        const add = adds.get(entry.addId);
        if (add) Object.assign(add, { outcome, taskId, endedAt: at } satisfies Partial<Add>);
        break;
      }
      case "start": {
        const { run, taskId, token, pid } = entry;
        runs.set(run, { run, taskId, token, pid, startedAt: at });
        break;
      }
      case "end": {
        const run = runs.get(entry.run);
        if (run) run.end = { at, how: entry.how };
        break;
      }
      case "abort": {
        const run = runs.get(entry.run);
        if (run) run.aborted = { at, reason: entry.reason };
        break;
      }
      case "emitted":
        emitted.push({ name: entry.name, taskId: entry.taskId, token: entry.token, at });
        break;
      case "asking":
        operations.set(entry.op, {
          kind: entry.kind,
          taskId: entry.taskId,
          outcome: "unknown",
          startedAt: at,
          endedAt: null,
        });
        break;
      case "asked": {
        const operation = operations.get(entry.op);
        if (operation) Object.assign(operation, { outcome: entry.outcome, endedAt: at } satisfies Partial<Operation>);
        break;
      }
      case "stall":
        faults.push({ kind: "stall", pid: entry.pid, startedAt: at - entry.ms, endedAt: at });
        break;
      case "dying":
        faults.push({ kind: "statementKills", pid: entry.pid, startedAt: at, endedAt: at, detail: entry.when });
        break;
      case "broke":
      case "trouble":
        break;
    }
  }
  return { adds: [...adds.values()], runs: [...runs.values()], operations: [...operations.values()], emitted, faults };
}
