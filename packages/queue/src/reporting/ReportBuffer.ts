import type { Database } from "../database/database.ts";
import { isUnstorableText } from "../database/databaseErrors.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { describeUnstorable, toStorableJson } from "../domain/json/json.ts";
import { cleanText, toAscii } from "../domain/storableText.ts";
import type { ActiveClaim } from "../holding/ActiveClaim.ts";
import type { LogLevel } from "../workers/defineWorker.ts";
import { insertLogs, type LogLine } from "./insertLogs.ts";
import { type ProgressReport, saveProgress } from "./saveProgress.ts";

/** Lines of one attempt that are kept. */
export const maxLogLines = 1_000;
/** Milliseconds between writes. */
const flushMs = 200;
/** Lines that wait to be written; what comes on top is dropped. */
const maxWaitingLines = 20_000;
/** Characters of JSON that the fields of one line may have. */
const maxFieldsLength = 8_192;

interface WaitingLine extends Omit<LogLine, "ageMs"> {
  atMs: number;
}

/** Writes down what workers report while they run, a batch at a time. Losing a line of it loses no task. */
export class ReportBuffer {
  readonly #database: Database;
  readonly #onError: (error: unknown) => void;
  #lines: WaitingLine[] = [];
  /** The tasks that these lines are of. */
  readonly #logging = new Set<string>();
  readonly #reports = new Map<string, ProgressReport>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database;
    this.#onError = onError;
  }

  report(claim: ActiveClaim, percent: number, note: string | undefined): void {
    const { id, token } = claim.task;
    claim.noteWritten();
    const clamped = Number.isFinite(percent) ? Math.min(Math.max(percent, 0), 100) : 0;
    this.#reports.set(token + id, {
      id,
      token,
      percent: clamped,
      note: note === undefined ? null : cleanText(String(note), 500),
    });
    this.#schedule();
  }

  log({ task }: ActiveClaim, level: LogLevel, message: string, fields: Record<string, unknown> | undefined): void {
    if (this.#lines.length >= maxWaitingLines) return;
    this.#logging.add(task.id);
    this.#lines.push({
      taskId: task.id,
      attempt: task.attempts,
      // One line that PostgreSQL refuses would take those of all other tasks with it.
      level: cleanText(String(level), 20),
      message: cleanText(String(message), 8_192),
      fields: describeFields(fields),
      atMs: performance.now(),
    });
    this.#schedule();
  }

  /** Whether something that this claim's worker reported is not written yet. */
  hasEntriesOf({ task: { id, token } }: ActiveClaim): boolean {
    return (this.#reports.size > 0 && this.#reports.has(token + id)) || this.#logging.has(id);
  }

  /** Writes what waits; resolves when it is written, or was dropped because the database refused it. */
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
    const reports = [...this.#reports.values()];
    this.#reports.clear();
    const lines = this.#lines;
    this.#lines = [];
    this.#logging.clear();
    const now = performance.now();
    try {
      await this.#write(reports, (some) => saveProgress(this.#database, some));
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

  /** Lines of tasks that somebody else holds locked: they are written with the next ones. */
  #keep(lines: readonly WaitingLine[]): void {
    this.#lines = [...lines, ...this.#lines];
    this.#schedule();
  }

  /** Of a record with a character that the database's encoding lacks, the rest is written, and all of the others. */
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
    ? { note: `The fields were longer than ${maxFieldsLength} characters and are left out.` }
    : JSON.parse(storable.json);
}
