import type { Database } from "../database/database.ts";
import { isUnstorableText } from "../database/databaseErrors.ts";
import { retryTransient } from "../database/retryTransient.ts";
import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { describeUnstorable, toStorableJson } from "../domain/json/json.ts";
import { cleanText, toAscii } from "../domain/storableText.ts";
import type { ActiveClaim } from "../holding/ActiveClaim.ts";
import type { ChangeNotifier } from "../notifying/ChangeNotifier.ts";
import type { LogLevel } from "../workers/defineWorker.ts";
import { insertLogs, type LogLine } from "./insertLogs.ts";
import { type ProgressReport, saveProgress } from "./saveProgress.ts";

/** Maximum number of log lines of one attempt. */
export const maxLogLines = 1_000;
/** Milliseconds between writes. */
const flushMs = 200;
/** Maximum number of lines that wait to be written; further lines are dropped. */
const maxWaitingLines = 20_000;
/** Maximum number of characters of a line's fields as JSON. */
const maxFieldsLength = 8_192;

interface WaitingReport {
  report: ProgressReport;
  task: ClaimedTask;
}

interface WaitingLine extends Omit<LogLine, "ageMs"> {
  atMs: number;
}

/** Writes the progress and log lines of workers in batches. A lost line does not affect its task. */
export class ReportBuffer {
  readonly #database: Database;
  readonly #changes: ChangeNotifier;
  readonly #onError: (error: unknown) => void;
  #lines: WaitingLine[] = [];
  /** The tasks of these lines. */
  readonly #logging = new Set<string>();
  readonly #reports = new Map<string, WaitingReport>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(database: Database, changes: ChangeNotifier, onError: (error: unknown) => void) {
    this.#database = database;
    this.#changes = changes;
    this.#onError = onError;
  }

  report(claim: ActiveClaim, percent: number, note: string | undefined): void {
    const { task } = claim;
    const { id, token } = task;
    const clamped = Number.isFinite(percent) ? Math.min(Math.max(percent, 0), 100) : 0;
    const text = note === undefined ? null : cleanText(String(note), 500);
    this.#reports.set(token + id, { report: { id, token, percent: clamped, note: text }, task });
    this.#schedule();
  }

  log({ task }: ActiveClaim, level: LogLevel, message: string, fields: Record<string, unknown> | undefined): void {
    if (this.#lines.length >= maxWaitingLines) return;
    this.#logging.add(task.id);
    this.#lines.push({
      taskId: task.id,
      attempt: task.attempts,
      // A line that PostgreSQL refuses would fail the whole batch.
      level: cleanText(String(level), 20),
      message: cleanText(String(message), 8_192),
      fields: describeFields(fields),
      atMs: performance.now(),
    });
    this.#schedule();
  }

  /** Returns whether a report or a log line of this claim is not written yet. */
  hasEntriesOf({ task: { id, token } }: ActiveClaim): boolean {
    return (
      (this.#reports.size > 0 && this.#reports.has(token + id)) || (this.#logging.size > 0 && this.#logging.has(id))
    );
  }

  /** Writes all waiting reports and lines. Resolves when they are written, or were dropped because the database refused them. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
  }

  async #writeAll(): Promise<void> {
    const waiting = [...this.#reports.values()];
    this.#reports.clear();
    const lines = this.#lines;
    this.#lines = [];
    this.#logging.clear();
    const now = performance.now();
    try {
      await this.#write(
        waiting.map(({ report }) => report),
        (some) => saveProgress(this.#database, some),
      );
      this.#changes.noteAll(waiting.map(({ task }) => task));
      const locked: string[] = [];
      await this.#write(
        lines.map(({ atMs, ...line }) => ({ ...line, ageMs: now - atMs })),
        async (some) => void locked.push(...(await insertLogs(this.#database, some))),
      );
      if (locked.length > 0) this.#keep(lines.filter(({ taskId }) => locked.includes(taskId)));
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Keeps the lines of locked tasks for the next write. */
  #keep(lines: readonly WaitingLine[]): void {
    this.#lines = [...lines, ...this.#lines];
    this.#schedule();
  }

  /** Writes records. If the database's encoding lacks a character of one record, that record is written as ASCII. */
  async #write<TRecord>(
    records: readonly TRecord[],
    save: (records: readonly TRecord[]) => Promise<void>,
    isAscii = false,
  ): Promise<void> {
    if (records.length === 0) return;
    try {
      await retryTransient(() => save(records));
    } catch (error) {
      if (isAscii || !isUnstorableText(error)) throw error;
      if (records.length === 1) return this.#write(records.map(toAscii), save, true);
      const middle = records.length >> 1;
      await this.#write(records.slice(0, middle), save);
      await this.#write(records.slice(middle), save);
    }
  }
}

function describeFields(fields: Record<string, unknown> | undefined): unknown {
  if (fields === undefined) return null;
  const storable = toStorableJson(fields);
  if ("issues" in storable) return { note: describeUnstorable("fields", storable.issues) };
  return storable.json.length > maxFieldsLength
    ? { note: `The fields were longer than ${maxFieldsLength} characters and were left out.` }
    : JSON.parse(storable.json);
}
