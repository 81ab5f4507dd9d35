import type { Fault } from "../history/History.ts";
import { monotonicMs } from "../record/Ledger.ts";

type About = Pick<Fault, "pid" | "detail" | "holds">;

/** The faults and their times, on the machine's monotonic clock. */
export class Timeline {
  readonly #faults: Fault[] = [];

  /** Adds a fault that begins now. Call the returned function when it ends. */
  begin(kind: string, about: About = {}): () => void {
    const fault: Fault = { kind, startedAt: monotonicMs(), endedAt: Infinity, ...about };
    this.#faults.push(fault);
    return () => {
      fault.endedAt = monotonicMs();
    };
  }

  /** Adds a fault without a duration. */
  note(kind: string, about: About = {}): void {
    this.begin(kind, about)();
  }

  /** Adds a fault that began at this time and ends now. */
  add(kind: string, startedAt: number): void {
    this.#faults.push({ kind, startedAt, endedAt: monotonicMs() });
  }

  /** Returns the faults on the database's clock. Those that have not ended count until now. */
  read(clockOffset: number): Fault[] {
    const now = monotonicMs();
    return this.#faults.map((fault) => ({
      ...fault,
      startedAt: fault.startedAt + clockOffset,
      endedAt: Math.min(fault.endedAt, now) + clockOffset,
    }));
  }
}
