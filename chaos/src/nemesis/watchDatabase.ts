import { monotonicMs } from "../record/Ledger.ts";
import type { Control } from "./Control.ts";
import type { Timeline } from "./Timeline.ts";

const everyMs = 200;

/** Adds a fault when the database responds slowly without an injected fault, because the machine is busy. Returns a function that stops it. */
export function watchDatabase(control: Control, timeline: Timeline, limitMs: number): () => Promise<void> {
  let isStopped = false;
  const watch = async () => {
    while (!isStopped) {
      const startedAt = monotonicMs();
      await control.query("SELECT 1").catch(() => {});
      if (monotonicMs() - startedAt > limitMs) timeline.add("slowDatabase", startedAt);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  };
  const watching = watch();
  return () => {
    isStopped = true;
    return watching;
  };
}
