import type { Fault } from "../history/History.ts";
import { monotonicMs } from "../record/Ledger.ts";

type About = Pick<Fault, "pid" | "detail" | "holds">;

/** What was broken, when, on the machine's monotonic clock. */
export class Timeline {
  readonly #faults: Fault[] = [];

  /** Notes a fault that begins now; call the answer when it is over. */
  begin(kind: string, about: About = {}): () => void {
    const fault: Fault = { kind, startedAt: monotonicMs(), endedAt: Infinity, ...about };
    this.#faults.push(fault);
    return () => {
      fault.endedAt = monotonicMs();
    };
  }

  /** Notes a fault that takes no time. */
  note(kind: string, about: About = {}): void {
    this.begin(kind, about)();
  }

  /** Notes something that began at this time and is over now. */
  add(kind: string, startedAt: number): void {
    this.#faults.push({ kind, startedAt, endedAt: monotonicMs() });
  }

  /** The faults on the database's clock; what is not over counts until now. */
  read(clockOffset: number): Fault[] {
    const now = monotonicMs();
    return this.#faults.map((fault) => ({
      ...fault,
      startedAt: fault.startedAt + clockOffset,
      endedAt: Math.min(fault.endedAt, now) + clockOffset,
    }));
  }
}
