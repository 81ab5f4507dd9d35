import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { checkDate } from "../validation/checkValues.ts";
import { clockSchema, writeClock } from "./clockSchema.ts";

/** One connection to the database, for example a client of `pg`. */
export interface Connection {
  query<TRow>(text: string, values?: unknown[]): Promise<{ rows: TRow[] }>;
}

/** What a process does while time passes. */
export interface TimeWitness {
  /** Writes what belongs to the time before. */
  beforeMove(): Promise<void>;
  /** Does in the transaction that moves the clock what the process would have done in this time. */
  duringMove(connection: Connection, ms: number): Promise<void>;
  /** Reacts to the new time. */
  afterMove(ms: number): Promise<void>;
}

/** The largest shift, 10,000 years: within the range of PostgreSQL's timestamps. */
const maxShiftMs = 10_000 * 365.25 * 86_400_000;

/**
 * The clock of one database. Every SQL statement in it reads this clock: of the queue, of your Prisma client and of your triggers.
 * It runs on by itself; moving it takes some milliseconds. The clocks of Node.js (`Date`, timers) do not change.
 */
export class TestClock {
  readonly #connection: Connection;
  readonly #witness: TimeWitness;
  #shiftMs = 0;
  #moving: Promise<unknown> = Promise.resolve();

  /** @param connection - to a database that {@link installClock} has prepared */
  constructor(connection: Connection, witness: TimeWitness) {
    this.#connection = connection;
    this.#witness = witness;
  }

  /**
   * Moves the clock forward. The test queue lives through this time: it keeps the leases of its running tasks, and an attempt that
   * has then run for longer than its timeout ends with `TaskTimeoutError`. Leases of crashed processes expire. Due tasks start with
   * the next `runNext` or `runUntilIdle`, or at once if a runner has been started.
   * @param ms - a number of milliseconds, 0 or more
   * @throws InvalidOptionsError
   */
  async advanceMs(ms: number): Promise<void> {
    if (!(typeof ms === "number" && ms >= 0 && this.#shiftMs + ms <= maxShiftMs))
      throw new InvalidOptionsError("ms", ms, `a number of milliseconds from 0 to ${maxShiftMs}`);
    await this.#enqueue(() => this.#move(ms));
  }

  /** Sets the clock to a time, also to one in the past. It runs on from there. @throws InvalidOptionsError */
  async set(time: Date): Promise<void> {
    checkDate("time", time);
    await this.#enqueue(async () => this.#move(time.getTime() - (await this.#readMs())));
  }

  /** Returns the time of this clock. */
  async now(): Promise<Date> {
    return new Date(await this.#enqueue(() => this.#readMs()));
  }

  async #readMs(): Promise<number> {
    const { rows } = await this.#connection.query<{ ms: number }>(
      `SELECT (extract(epoch FROM ${clockSchema}.clock_timestamp()) * 1000)::float8 AS ms`,
    );
    return rows[0]?.ms ?? Number.NaN;
  }

  async #move(ms: number): Promise<void> {
    const shiftMs = this.#shiftMs + ms;
    await this.#witness.beforeMove();
    await this.#connection.query("BEGIN");
    try {
      await this.#connection.query(writeClock(shiftMs));
      await this.#witness.duringMove(this.#connection, ms);
      await this.#connection.query("COMMIT");
    } catch (error) {
      await this.#connection.query("ROLLBACK");
      throw error;
    }
    this.#shiftMs = shiftMs;
    await this.#witness.afterMove(ms);
  }

  /** One at a time: calls that are not awaited would share the connection's transaction. */
  #enqueue<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#moving.then(act);
    this.#moving = done.catch(() => {});
    return done;
  }
}
