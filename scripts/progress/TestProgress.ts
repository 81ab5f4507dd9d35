import { formatSeconds } from "./formatSeconds.ts";

/** A test file of the run. */
export interface TestFile {
  project: string;
  path: string;
}

/** Tracks which files of a test run are done, running and waiting. Times are milliseconds of one clock. */
export class TestProgress {
  readonly #startedAt: number;
  readonly #files: number;
  readonly #browserFiles: number;
  readonly #running = new Map<string, TestFile & { startedAt: number }>();
  #done = 0;
  #hasBegun = false;

  /** @param files - all files of the run */
  constructor(files: readonly Pick<TestFile, "project">[], now: number) {
    this.#startedAt = now;
    this.#files = files.length;
    this.#browserFiles = files.filter(isBrowserTest).length;
  }

  /** Describes the plan of the run, and why it takes long. */
  describePlan(): string {
    const browser =
      this.#browserFiles === 0
        ? ""
        : ` The browser tests (${count(this.#browserFiles, "file")}) come last, one at a time, and are the slowest: each starts the whole app.`;
    return `${count(this.#files, "test file")} to run.${browser}\nStarting PostgreSQL${browser && " and looking for a browser"} …`;
  }

  begin(id: string, file: TestFile, now: number): void {
    this.#hasBegun = true;
    this.#running.set(id, { ...file, startedAt: now });
  }

  /** Marks a file as done. Returns its number and its duration, for the line about it. */
  end(id: string, now: number): string {
    const startedAt = this.#running.get(id)?.startedAt ?? now;
    this.#running.delete(id);
    this.#done += 1;
    return `${String(this.#done).padStart(String(this.#files).length)}/${this.#files} ${formatSeconds(now - startedAt).padStart(4)}`;
  }

  /** Describes the current state in one line. */
  describe(now: number): string {
    const done = `${this.#done} of ${count(this.#files, "test file")} done after ${formatSeconds(now - this.#startedAt)}`;
    if (!this.#hasBegun) return `${done}, still starting PostgreSQL${this.#browserFiles > 0 ? " or the browser" : ""}`;
    const running = [...this.#running.values()].map(
      (file) =>
        `${file.path} (${isBrowserTest(file) ? "in a browser, " : ""}${file.project}, ${formatSeconds(now - file.startedAt)} so far)`,
    );
    if (running.length > 0) return `${done}, running ${running.join(" and ")}`;
    return `${done}, ${this.#done < this.#files ? "the next one is starting" : "stopping PostgreSQL"}`;
  }
}

/** `1 file`, `2 files` */
export function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}

/** The project of the browser tests, in vitest.workspace.ts. */
function isBrowserTest({ project }: Pick<TestFile, "project">): boolean {
  return project === "e2e";
}
