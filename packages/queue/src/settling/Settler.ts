import { setTimeout as sleep } from "node:timers/promises";
import { Batcher } from "../database/Batcher.ts";
import type { Database } from "../database/database.ts";
import { isLockTimeout, isTransientError } from "../database/databaseErrors.ts";
import { toAscii } from "../domain/storableText.ts";
import { waitAtMost } from "../domain/waitAtMost.ts";
import { type Completion, completeTasks } from "./completeTasks.ts";
import type { Settlement } from "./decideSettlement.ts";
import { type Failure, failTasks } from "./failTasks.ts";
import type { ClaimKey } from "./findLockedClaims.ts";
import { LockWatch } from "./LockWatch.ts";
import { type Refusal, refuseTasks } from "./refuseTasks.ts";
import { type Requeue, requeueTasks } from "./requeueTasks.ts";
import { readOwnSettlements, type SettledTask } from "./settledTask.ts";

/** Records outcomes, and returns the tasks for which it found the claim. */
type Write<TRecord> = (records: readonly TRecord[]) => Promise<SettledTask[]>;

/** The result of writing a batch. */
interface Written<TRecord> {
  settled: SettledTask[];
  /** Records that were not written because another transaction has locked their rows. */
  locked: TRecord[];
}

export interface SettlerOptions {
  database: Database;
  /** Recorded with failed attempts. */
  holder: string;
  onError: (error: unknown) => void;
}

const unstorable =
  '(PostgreSQL did not accept the whole error. Its stack and causes are left out, and "?" replaces what is not ASCII.)';

/** Milliseconds to wait, after an abort, until the promises of outcomes that are not recorded have resolved. */
const lastWordsMs = 50;

/** Longest wait between tries while the database is unreachable, in milliseconds. */
const maxRetryMs = 5_000;

/**
 * Records outcomes in batches, with one statement per kind. It repeats a batch until the database responds, because only the
 * database knows whether a claim is still held. If another transaction has locked rows of a batch, it records the others at once,
 * and the locked ones when they are free.
 */
export class Settler {
  readonly #options: SettlerOptions;
  readonly #abandon = new AbortController();
  readonly #locks: LockWatch;
  readonly #complete: Batcher<Completion, SettledTask | undefined>;
  readonly #fail: Batcher<Failure, SettledTask | undefined>;
  readonly #requeue: Batcher<Requeue, SettledTask | undefined>;
  readonly #refuse: Batcher<Refusal, SettledTask | undefined>;

  constructor(options: SettlerOptions) {
    const { database, holder, onError } = options;
    this.#options = options;
    this.#locks = new LockWatch(database, this.#abandon.signal, onError);
    this.#complete = this.#batcher<Completion>(
      (records) => completeTasks(database, records),
      (record) => ({ ...record, result: null, note: "The result could not be stored: PostgreSQL refused it." }),
      ({ result }) => result?.length ?? 0,
    );
    this.#fail = this.#batcher<Failure>(
      (records) => failTasks(database, records, holder),
      (record) => {
        const { error, ...rest } = toAscii({ ...record, errorPatterns: {} });
        const [message, summary] = [`${error.message} ${unstorable}`, `${error.summary} ${unstorable}`];
        return { ...rest, error: { ...error, message, summary, stack: null, causes: null } };
      },
      ({ error }) => error.message.length + (error.stack?.length ?? 0) + JSON.stringify(error.causes).length,
    );
    this.#requeue = this.#batcher<Requeue>(
      (records) => requeueTasks(database, records),
      (record) => toAscii({ ...record, errorPatterns: null }),
    );
    this.#refuse = this.#batcher<Refusal>((records) => refuseTasks(database, records, holder), toAscii);
  }

  /** Records a settlement. Resolves to the task's new status, or to undefined if the claim was no longer held. Never rejects. */
  settle(settlement: Exclude<Settlement, { kind: "discard" }>): Promise<SettledTask | undefined> {
    switch (settlement.kind) {
      case "complete":
        return this.#complete.add(settlement.record);
      case "fail":
        return this.#fail.add(settlement.record);
      case "requeue":
        return this.#requeue.add(settlement.record);
      case "refuse":
        return this.#refuse.add(settlement.record);
    }
  }

  /** Resolves when all outcomes are recorded, or after `limitMs`. Other processes then rescue tasks without a recorded outcome. */
  async close(limitMs: number): Promise<void> {
    const drained = this.#drain();
    await waitAtMost([drained], limitMs);
    this.#abandon.abort();
    // The promises of outcomes that are not recorded resolve to undefined. Do not wait for a statement that hangs.
    await waitAtMost([drained], lastWordsMs);
  }

  async #drain(): Promise<void> {
    const batchers = [this.#complete, this.#fail, this.#requeue, this.#refuse];
    do {
      await Promise.all(batchers.map((batcher) => batcher.drain()));
    } while (await this.#locks.drain());
  }

  #batcher<TRecord extends ClaimKey>(
    write: Write<TRecord>,
    simplify: (record: TRecord) => TRecord,
    weigh: (record: TRecord) => number = () => 0,
  ): Batcher<TRecord, SettledTask | undefined> {
    const settleUnlocked = async (record: TRecord): Promise<SettledTask | undefined> =>
      (await this.#locks.untilFree(record)) ? batcher.add(record) : undefined;
    const writeBatch = async (records: readonly TRecord[]) => {
      const rounds = splitByTask(records);
      const settled = new Map<TRecord, SettledTask | Promise<SettledTask | undefined>>();
      for (const round of rounds) {
        const { settled: tasks, locked } = await this.#writeAll(round, write, simplify);
        // The common case: every claim was held, and the result is in the order of the records.
        if (rounds.length === 1 && isResultInOrder(round, tasks)) return tasks;
        const byId = new Map(tasks.map((task) => [task.id, task]));
        for (const record of round) {
          const task = byId.get(record.id);
          if (task) settled.set(record, task);
        }
        for (const record of locked) settled.set(record, settleUnlocked(record));
      }
      return records.map((record) => settled.get(record));
    };
    const batcher = new Batcher(writeBatch, { weigh });
    return batcher;
  }

  /** After an error, an outcome may be recorded although the reply was lost. It is then looked up before its claim counts as lost. */
  async #writeAll<TRecord extends ClaimKey>(
    records: readonly TRecord[],
    write: Write<TRecord>,
    simplify: ((record: TRecord) => TRecord) | undefined,
    hasFailed = false,
  ): Promise<Written<TRecord>> {
    const readOwn: Write<TRecord> = (claims) => readOwnSettlements(this.#options.database, claims);
    let query = write;
    const settled: SettledTask[] = [];
    const locked: TRecord[] = [];
    let missing = records;
    let mayBeRecorded = hasFailed;
    let delayMs = 50;
    while (missing.length > 0) {
      try {
        const found = await query(missing);
        settled.push(...found);
        if (query === readOwn || !mayBeRecorded) break;
        missing = leaveOut(missing, found);
        query = readOwn;
      } catch (error) {
        const found = isLockTimeout(error) ? await this.#findLocked(missing) : [];
        if (found.length > 0) {
          locked.push(...found);
          const isLocked = new Set(found);
          missing = missing.filter((record) => !isLocked.has(record));
          continue;
        }
        mayBeRecorded = true;
        if (!isTransientError(error)) {
          const apart = await this.#writeApart(missing, write, simplify, error);
          return { settled: [...settled, ...apart.settled], locked: [...locked, ...apart.locked] };
        }
        this.#options.onError(error);
        if (this.#abandon.signal.aborted) break;
        await sleep(delayMs * (0.5 + Math.random()), undefined, { signal: this.#abandon.signal }).catch(() => {});
        if (this.#abandon.signal.aborted) break;
        delayMs = Math.min(delayMs * 2, maxRetryMs);
      }
    }
    return { settled, locked };
  }

  /** Returns no records if the database is unreachable. The write is then repeated. */
  #findLocked<TRecord extends ClaimKey>(records: readonly TRecord[]): Promise<TRecord[]> {
    return this.#locks.findLocked(records).catch(() => []);
  }

  /** After PostgreSQL has refused a batch, writes each record in its own statement. If it refuses one, stores less of that record. */
  async #writeApart<TRecord extends ClaimKey>(
    records: readonly TRecord[],
    write: Write<TRecord>,
    simplify: ((record: TRecord) => TRecord) | undefined,
    error: unknown,
  ): Promise<Written<TRecord>> {
    const [only] = records;
    if (records.length > 1) {
      const all: Written<TRecord> = { settled: [], locked: [] };
      for (const record of records) {
        const { settled, locked } = await this.#writeAll([record], write, simplify, true);
        all.settled.push(...settled);
        all.locked.push(...locked);
      }
      return all;
    }
    if (only && simplify) return this.#writeAll([simplify(only)], write, undefined, true);
    this.#options.onError(error);
    return { settled: [], locked: [] };
  }
}

function leaveOut<TRecord extends ClaimKey>(
  records: readonly TRecord[],
  settled: readonly SettledTask[],
): readonly TRecord[] {
  if (settled.length === 0) return records;
  if (settled.length === records.length) return [];
  const known = new Set(settled.map(({ id }) => id));
  return records.filter(({ id }) => !known.has(id));
}

/**
 * Splits records so that each part contains a task once. After an outage, a batch can contain a stale claim of a task and the
 * current one. Results name only the task, so each claim needs a result of its own.
 */
function splitByTask<TRecord extends ClaimKey>(records: readonly TRecord[]): (readonly TRecord[])[] {
  if (new Set(records.map(({ id }) => id)).size === records.length) return [records];
  const rounds: Map<string, TRecord>[] = [];
  for (const record of records) {
    const round = rounds.find((candidate) => !candidate.has(record.id));
    if (round) round.set(record.id, record);
    else rounds.push(new Map([[record.id, record]]));
  }
  return rounds.map((round) => [...round.values()]);
}

function isResultInOrder(records: readonly ClaimKey[], tasks: readonly SettledTask[]): boolean {
  return tasks.length === records.length && tasks.every(({ id }, index) => id === records[index]?.id);
}
