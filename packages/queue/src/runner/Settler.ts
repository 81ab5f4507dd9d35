import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../database/database.ts";
import { isTransientError } from "../database/databaseErrors.ts";
import type { Settlement } from "../decideSettlement.ts";
import { type Completion, completeTasks, completeTasksByAddress } from "../sql/completeTasks.ts";
import { type Failure, failTasks } from "../sql/failTasks.ts";
import { type Postponement, postponeTasks } from "../sql/postponeTasks.ts";
import { readOwnSettlements, type SettledTask } from "../sql/settledTask.ts";
import { Batcher } from "./Batcher.ts";

interface ClaimRecord {
  id: string;
  token: string;
}

/** Answers what it has settled; the others it did not find. */
type Write<TRecord> = (records: readonly TRecord[]) => Promise<SettledTask[]>;

export interface SettlerOptions {
  database: Database;
  /** Recorded with failed attempts. */
  holder: string;
  onError: (error: unknown) => void;
}

/** Longest wait between tries while the database is away. */
const maxRetryMs = 5_000;

/**
 * Records settlements in batches, each kind with its own statement. A batch is tried until the database has answered:
 * only it knows whether a claim is still held.
 */
export class Settler {
  readonly #options: SettlerOptions;
  readonly #abandon = new AbortController();
  readonly #complete: Batcher<Completion, SettledTask | undefined>;
  readonly #fail: Batcher<Failure, SettledTask | undefined>;
  readonly #postpone: Batcher<Postponement, SettledTask | undefined>;

  constructor(options: SettlerOptions) {
    const { database, holder } = options;
    this.#options = options;
    this.#complete = this.#batcher<Completion>(
      [(records) => completeTasksByAddress(database, records), (records) => completeTasks(database, records)],
      (record) => ({ ...record, result: null, note: "The result could not be stored: PostgreSQL refused it." }),
      ({ result }) => result?.length ?? 0,
    );
    this.#fail = this.#batcher<Failure>(
      [(records) => failTasks(database, records, holder)],
      (record) => ({
        ...record,
        error: { ...record.error, message: "The error could not be stored: PostgreSQL refused it.", stack: null },
        errorPatterns: {},
      }),
      ({ error }) => error.message.length + (error.stack?.length ?? 0),
    );
    this.#postpone = this.#batcher<Postponement>([(records) => postponeTasks(database, records)], (record) => ({
      ...record,
      message: null,
      errorPatterns: null,
    }));
  }

  /** Records a settlement. Resolves to what it led to, or to undefined when the claim was no longer held. Never rejects. */
  settle(settlement: Exclude<Settlement, { kind: "drop" }>): Promise<SettledTask | undefined> {
    switch (settlement.kind) {
      case "complete":
        return this.#complete.add(settlement.record);
      case "fail":
        return this.#fail.add(settlement.record);
      case "postpone":
        return this.#postpone.add(settlement.record);
    }
  }

  /** Resolves when all is recorded, at the latest after `limitMs`: what is not recorded then is given up, and rescued elsewhere. */
  async close(limitMs: number): Promise<void> {
    const timer = setTimeout(() => this.#abandon.abort(), limitMs);
    await Promise.all([this.#complete.drain(), this.#fail.drain(), this.#postpone.drain()]);
    clearTimeout(timer);
    this.#abandon.abort();
  }

  #batcher<TRecord extends ClaimRecord>(
    writes: readonly Write<TRecord>[],
    simplify: (record: TRecord) => TRecord,
    weigh: (record: TRecord) => number = () => 0,
  ): Batcher<TRecord, SettledTask | undefined> {
    const writeBatch = async (records: readonly TRecord[]) => {
      const rounds = splitByTask(records);
      const settled = new Map<TRecord, SettledTask>();
      for (const round of rounds) {
        const tasks = await this.#writeAll(round, writes, simplify);
        // Nearly always every claim was held, and the answer is in the order of the question.
        if (rounds.length === 1 && isAnswerInOrder(round, tasks)) return tasks;
        const byId = new Map(tasks.map((task) => [task.id, task]));
        for (const record of round) {
          const task = byId.get(record.id);
          if (task) settled.set(record, task);
        }
      }
      return records.map((record) => settled.get(record));
    };
    return new Batcher(writeBatch, { weigh });
  }

  /**
   * Asks each write for what those before it did not find. What was found stays found, also when the database is away later on.
   * After an error, a settlement may have been recorded although its reply was lost.
   */
  async #writeAll<TRecord extends ClaimRecord>(
    records: readonly TRecord[],
    writes: readonly Write<TRecord>[],
    simplify: ((record: TRecord) => TRecord) | undefined,
    hasFailed = false,
  ): Promise<SettledTask[]> {
    const readOwn: Write<TRecord> = (claims) => readOwnSettlements(this.#options.database, claims);
    const left = [...writes];
    const settled: SettledTask[] = [];
    let missing = records;
    let mayBeRecorded = hasFailed;
    let delayMs = 50;
    while (missing.length > 0 && (left.length > 0 || mayBeRecorded)) {
      try {
        const found = await (left[0] ?? readOwn)(missing);
        settled.push(...found);
        if (left.shift() === undefined) break;
        missing = leaveOut(missing, found);
      } catch (error) {
        mayBeRecorded = true;
        if (!isTransientError(error))
          return [...settled, ...(await this.#writeApart(missing, writes, simplify, error))];
        this.#options.onError(error);
        if (this.#abandon.signal.aborted) break;
        await sleep(delayMs * (0.5 + Math.random()), undefined, { signal: this.#abandon.signal }).catch(() => {});
        if (this.#abandon.signal.aborted) break;
        delayMs = Math.min(delayMs * 2, maxRetryMs);
      }
    }
    return settled;
  }

  /** PostgreSQL refuses the batch: finds the record that it refuses, and stores less of that one. */
  async #writeApart<TRecord extends ClaimRecord>(
    records: readonly TRecord[],
    writes: readonly Write<TRecord>[],
    simplify: ((record: TRecord) => TRecord) | undefined,
    error: unknown,
  ): Promise<SettledTask[]> {
    const [only] = records;
    if (records.length > 1) {
      const settled: SettledTask[] = [];
      for (const record of records) settled.push(...(await this.#writeAll([record], writes, simplify, true)));
      return settled;
    }
    if (only && simplify) return this.#writeAll([simplify(only)], writes, undefined, true);
    this.#options.onError(error);
    return [];
  }
}

function leaveOut<TRecord extends ClaimRecord>(
  records: readonly TRecord[],
  settled: readonly SettledTask[],
): readonly TRecord[] {
  if (settled.length === 0) return records;
  if (settled.length === records.length) return [];
  const known = new Set(settled.map(({ id }) => id));
  return records.filter(({ id }) => !known.has(id));
}

/**
 * Records in which each task stands once. A stale claim of a task and the one that is held can come together when the
 * database was away; answers name the task alone, so that each claim needs an answer of its own.
 */
function splitByTask<TRecord extends ClaimRecord>(records: readonly TRecord[]): (readonly TRecord[])[] {
  if (new Set(records.map(({ id }) => id)).size === records.length) return [records];
  const rounds: Map<string, TRecord>[] = [];
  for (const record of records) {
    const round = rounds.find((candidate) => !candidate.has(record.id));
    if (round) round.set(record.id, record);
    else rounds.push(new Map([[record.id, record]]));
  }
  return rounds.map((round) => [...round.values()]);
}

function isAnswerInOrder(records: readonly ClaimRecord[], tasks: readonly SettledTask[]): boolean {
  return tasks.length === records.length && tasks.every(({ id }, index) => id === records[index]?.id);
}
