import type { TaskSummary } from "../monitor/taskSummary.ts";
import { type DescribeTask, describeByType } from "./describeTask.ts";
import { createHistoryMarks, type HistoryMarks } from "./historyMarks.ts";
import { toastForTask } from "./toastForTask.ts";

/** A finished task, as the list of notifications shows it. */
export interface ToastRecord {
  taskId: string;
  kind: "completed" | "failed" | "cancelled";
  title: string;
  message: string | null;
  /** When the task finished, in ms by the server's clock. */
  atMs: number;
  isRead: boolean;
}

/** The finished tasks of the last 7 days, at most 100, newest first. Read marks last across reloads and tabs. */
export interface ToastHistory {
  read(): readonly ToastRecord[];
  unreadCount(): number;
  /** Marks all as read. */
  markRead(): void;
  /** Removes all; they do not come back. */
  clear(): void;
  subscribe(listener: () => void): () => void;
}

/** The history with the calls that fill it. */
export interface FilledHistory extends ToastHistory {
  /** Adds the finished tasks of a status response. `nowMs` is the server's time. */
  fill(tasks: readonly TaskSummary[], nowMs: number): void;
  drop(taskId: string): void;
  setDescribe(describe: DescribeTask): void;
  setUser(userId: string | null): void;
  /** Removes the user's marks from the storage. */
  forgetUser(): void;
}

const maxRecords = 100;
const maxAgeMs = 7 * 24 * 3_600_000;
const noRecords: readonly ToastRecord[] = [];

interface Finished {
  task: TaskSummary;
  atMs: number;
}

export function createToastHistory(createMarks: (userId: string) => HistoryMarks = createHistoryMarks): FilledHistory {
  const listeners = new Set<() => void>();
  let finished: readonly Finished[] = [];
  let records = noRecords;
  let describe = describeByType;
  let marks: HistoryMarks | null = null;
  let stopListening = () => {};

  function update(): void {
    const next = finished.filter((entry) => !marks?.isCleared(keyOf(entry), entry.atMs)).map(recordOf);
    if (next.length === records.length && next.every((record, index) => isSameRecord(record, records[index]))) return;
    records = next.length === 0 ? noRecords : next;
    for (const listener of listeners) listener();
  }

  function recordOf(entry: Finished): ToastRecord {
    const { id, kind, title, message } = toastForTask(entry.task, entry.atMs, describe);
    const isRead = marks?.isRead(keyOf(entry), entry.atMs) ?? true;
    return { taskId: id, kind: kind as ToastRecord["kind"], title, message, atMs: entry.atMs, isRead };
  }

  function setUser(userId: string | null): void {
    stopListening();
    finished = [];
    marks = userId === null ? null : createMarks(userId);
    stopListening = marks?.onChange(update) ?? (() => {});
    update();
  }

  return {
    read: () => records,
    unreadCount: () => records.filter(({ isRead }) => !isRead).length,
    markRead() {
      marks?.markRead(finished.map((entry) => ({ key: keyOf(entry), atMs: entry.atMs })));
      update();
    },
    clear() {
      marks?.clear(finished.map((entry) => ({ key: keyOf(entry), atMs: entry.atMs })));
      update();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    fill(tasks, nowMs) {
      // A task that was retried is not finished any more.
      const unfinished = new Set(tasks.filter(({ finishedAt }) => finishedAt === null).map(({ id }) => id));
      const byId = new Map(
        finished.filter(({ task }) => !unfinished.has(task.id)).map((entry) => [entry.task.id, entry]),
      );
      for (const task of tasks) {
        const known = byId.get(task.id);
        if (task.finishedAt === null || (known && known.task.rev >= task.rev)) continue;
        byId.set(task.id, { task, atMs: Date.parse(task.finishedAt) });
      }
      finished = [...byId.values()]
        .filter(({ atMs }) => atMs > nowMs - maxAgeMs)
        .sort((a, b) => b.atMs - a.atMs)
        .slice(0, maxRecords);
      marks?.begin(nowMs);
      update();
    },
    drop(taskId) {
      finished = finished.filter(({ task }) => task.id !== taskId);
      update();
    },
    setDescribe(next) {
      describe = next;
      update();
    },
    setUser,
    forgetUser() {
      marks?.forget();
      setUser(null);
    },
  };
}

/** A task that was retried can finish again, which is another notification. */
function keyOf({ task, atMs }: Finished): string {
  return `${task.id}@${atMs}`;
}

function isSameRecord(a: ToastRecord, b: ToastRecord | undefined): boolean {
  return b !== undefined && (Object.keys(a) as (keyof ToastRecord)[]).every((key) => a[key] === b[key]);
}
