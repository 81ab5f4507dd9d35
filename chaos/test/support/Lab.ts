import { createTestDatabase, type TestDatabase } from "@package/db/testing";
import { QueueService, type QueueServiceOptions, type Workers } from "@package/queue";
import pg from "pg";
import { installReferences } from "../../src/application/references.ts";
import { checkHistory } from "../../src/checker/checkHistory.ts";
import type { InvariantId } from "../../src/checker/invariants.ts";
import { type Breaker, type BrokenVariant, breakEngine } from "../../src/engine/breakEngine.ts";
import { ClaimWatch } from "../../src/engine/ClaimWatch.ts";
import { tapPrisma } from "../../src/engine/tapPrisma.ts";
import type { Fault } from "../../src/history/History.ts";
import { type RunBody, recordRuns } from "../../src/programs/recordRuns.ts";
import { watchStalls } from "../../src/programs/watchStalls.ts";
import { type LedgerEntry, type LedgerNote, monotonicMs } from "../../src/record/Ledger.ts";
import { readHistory } from "../../src/record/readHistory.ts";
import { installRecorder } from "../../src/record/recorder.ts";
import { sampleClock } from "../../src/record/sampleClock.ts";

/** A service whose statements can be broken, and held back as if its process were frozen. */
export interface Bench {
  queue: QueueService<Workers>;
  breaker: Breaker | undefined;
  /** Stops sending statements of this service. */
  freeze(): void;
  /** Stops after the reply to the next statement whose text contains this. Resolves then. */
  freezeAfter(text: string): Promise<void>;
  /** Sends the statements that were held back, in their order. */
  thaw(): void;
}

export interface LabOptions extends QueueServiceOptions {
  /** Returns the text to send instead of a statement's. Default: the same. */
  rewrite?: (text: string) => string;
}

/** A fault that explains every lost lease. */
const playedByHand: Fault = { kind: "played by hand", startedAt: 0, endedAt: Infinity };

const settings = { leaseMs: 1_500, heartbeatMs: 200, sweepMs: 100 };

/** Services of one process under the recorder, to play a fault by hand and have the history judged. */
export class Lab {
  readonly #database: TestDatabase;
  readonly #client: pg.Client;
  readonly #clockOffset: number;
  readonly #ledger: LedgerEntry[] = [];
  readonly #open: Bench[] = [];
  #adds = 0;

  private constructor(database: TestDatabase, client: pg.Client, clockOffset: number) {
    this.#database = database;
    this.#client = client;
    this.#clockOffset = clockOffset;
  }

  /** URL of the database, for clients that are not part of the queue. */
  get url(): string {
    return this.#database.url;
  }

  get leaseMs(): number {
    return settings.leaseMs;
  }

  static async open(): Promise<Lab> {
    const database = await createTestDatabase();
    const client = new pg.Client(database.url);
    await client.connect();
    await installRecorder(client);
    await installReferences(client);
    return new Lab(database, client, await sampleClock(client));
  }

  /** Opens a service whose worker of type HELD runs `body`. */
  start(
    body: RunBody,
    broken?: BrokenVariant,
    clockSkewMs = 0,
    { rewrite = (text: string) => text, ...options }: LabOptions = {},
  ): Bench {
    const claims = new ClaimWatch();
    const breaker = broken && breakEngine(broken, { readClock: () => Date.now() + clockSkewMs });
    let gate = Promise.resolve();
    let open = () => {};
    let trap: { text: string; spring: () => void } | undefined;
    const client = tapPrisma(this.#database.db, {
      before: () => gate,
      onRows: (text, values, rows) => {
        claims.onRows(text, values, rows);
        if (trap && text.includes(trap.text)) trap.spring();
      },
      rewrite: (text) => rewrite(breaker?.rewrite(text) ?? text),
    });
    const workers = { HELD: recordRuns(this.#write, claims)(body) };
    const queue = new QueueService<Workers>(client, {
      workers,
      ...settings,
      pollMs: 50,
      backoff: { baseMs: 50 },
      ...options,
    });
    const bench: Bench = {
      queue,
      breaker,
      freeze: () => {
        gate = new Promise((resolve) => {
          open = resolve;
        });
      },
      freezeAfter: (text) =>
        new Promise((resolve) => {
          const spring = () => {
            trap = undefined;
            bench.freeze();
            resolve();
          };
          trap = { text, spring };
        }),
      thaw: () => open(),
    };
    this.#open.push(bench);
    return bench;
  }

  async add({ queue }: Bench, options: Parameters<QueueService<Workers>["addToQueue"]>[2] = {}): Promise<string> {
    const addId = `add ${++this.#adds}`;
    this.#write({ e: "adding", addId, type: "HELD", uniqueKey: null, hasParentRow: false });
    const { id } = await queue.addToQueue("HELD", { addId }, { maxAttempts: 5, ...options });
    this.#write({ e: "added", addId, outcome: "ok", taskId: id });
    return id;
  }

  /** Collects the times, from now on, in which this process and all services in it could not run. */
  collectStalls(): readonly Fault[] {
    const stalls: Fault[] = [];
    watchStalls(settings.leaseMs / 2, (ms) => {
      const endedAt = monotonicMs() + this.#clockOffset;
      stalls.push({ kind: "stall", pid: process.pid, startedAt: endedAt - ms, endedAt });
    });
    return stalls;
  }

  async query<TRow extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<TRow[]> {
    return (await this.#client.query<TRow>(text, values)).rows;
  }

  /**
   * The names of the invariants that the history so far breaks.
   * @param faults - what was done to the processes; default: something that explains every lost lease
   */
  async judge(faults: readonly Fault[] = [playedByHand]): Promise<InvariantId[]> {
    const history = await readHistory({
      client: this.#client,
      ledger: this.#ledger,
      clockOffset: this.#clockOffset,
      faults,
      settings: { ...settings, slackMs: 5_000, runners: 2 },
    });
    return [...new Set(checkHistory(history).violations.map(({ invariant }) => invariant))].sort();
  }

  async close(): Promise<void> {
    for (const bench of this.#open) bench.thaw();
    await Promise.all(this.#open.map(({ queue }) => queue.close()));
    await this.#client.end();
    await this.#database.drop();
  }

  readonly #write = (note: LedgerNote): void => {
    this.#ledger.push({ ...note, t: monotonicMs(), pid: process.pid });
  };
}
