import type { Random } from "../random.ts";
import type { QueryTap } from "./QueryTap.ts";

/** When a process dies at a statement. */
export type Moment = "before it was sent" | "before its reply" | "after its reply";

export interface StatementKillerOptions {
  random: Random;
  /** The probability of each moment, for each statement. */
  rate: number;
  /** Ends the process at once. */
  kill: (moment: Moment) => void;
}

const isAboutSchedules = (text: string) => text.includes(`"QueueSchedule"`);

/** Kills the process between two statements about schedules, or while it waits for the reply to one. */
export class StatementKiller implements QueryTap {
  readonly #options: StatementKillerOptions;

  constructor(options: StatementKillerOptions) {
    this.#options = options;
  }

  rewrite(text: string): string {
    const { random, rate, kill } = this.#options;
    if (isAboutSchedules(text)) {
      if (random.chance(rate)) kill("before it was sent");
      if (random.chance(rate)) setImmediate(kill, "before its reply");
    }
    return text;
  }

  onRows(text: string): void {
    const { random, rate, kill } = this.#options;
    if (isAboutSchedules(text) && random.chance(rate)) kill("after its reply");
  }
}
