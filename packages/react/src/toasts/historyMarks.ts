import { createSafeStorage } from "./safeStorage.ts";

/** Which notifications a user has read or cleared. Kept in the browser, for all its tabs. */
export interface HistoryMarks {
  /** At the first visit, what finished before it counts as read. `nowMs` is the server's time. */
  begin(nowMs: number): void;
  isRead(key: string, atMs: number): boolean;
  isCleared(key: string, atMs: number): boolean;
  markRead(finished: readonly Finished[]): void;
  clear(finished: readonly Finished[]): void;
  /** Removes the marks from the storage. */
  forget(): void;
  /** Calls back when another tab has changed the marks. Returns how to stop. */
  onChange(listener: () => void): () => void;
}

interface Finished {
  key: string;
  atMs: number;
}

/** All that finished until a time, and some that finished later. */
interface Mark {
  untilMs: number;
  keys: string[];
}

/** A task can become visible some time after it finished, so what finished in the last minute is marked one by one. */
const slackMs = 60_000;
const nothing: Mark = { untilMs: 0, keys: [] };

export function createHistoryMarks(userId: string): HistoryMarks {
  const storage = createSafeStorage(`queue-notifications:${userId}`);
  let marks = parse(storage.read());

  function change(next: { read: Mark; cleared: Mark }): void {
    marks = next;
    storage.write(next);
  }

  return {
    begin(nowMs) {
      marks ??= parse(storage.read());
      if (!marks) change({ read: { untilMs: nowMs, keys: [] }, cleared: nothing });
    },
    isRead: (key, atMs) => includes(marks?.read, key, atMs),
    isCleared: (key, atMs) => includes(marks?.cleared, key, atMs),
    markRead(finished) {
      if (marks && finished.length > 0) change({ ...marks, read: markOf(marks.read, finished) });
    },
    clear(finished) {
      if (!marks || finished.length === 0) return;
      change({ read: markOf(marks.read, finished), cleared: markOf(marks.cleared, finished) });
    },
    forget() {
      marks = undefined;
      storage.write(undefined);
    },
    onChange: (listener) =>
      storage.onChange(() => {
        marks = parse(storage.read());
        listener();
      }),
  };
}

function includes(mark: Mark = nothing, key: string, atMs: number): boolean {
  return atMs <= mark.untilMs || mark.keys.includes(key);
}

function markOf(before: Mark, finished: readonly Finished[]): Mark {
  const untilMs = Math.max(before.untilMs, ...finished.map(({ atMs }) => atMs - slackMs));
  return { untilMs, keys: finished.filter(({ atMs }) => atMs > untilMs).map(({ key }) => key) };
}

function parse(value: unknown): { read: Mark; cleared: Mark } | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { read, cleared } = value as { read?: unknown; cleared?: unknown };
  return isMark(read) && isMark(cleared) ? { read, cleared } : undefined;
}

function isMark(value: unknown): value is Mark {
  const mark = value as Partial<Mark> | null | undefined;
  return typeof mark?.untilMs === "number" && Array.isArray(mark.keys);
}
