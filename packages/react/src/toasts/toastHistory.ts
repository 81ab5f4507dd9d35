import type { TaskKind } from "../tasks/taskKindOf.ts";
import type { ToastSpec } from "./toastForTask.ts";

/** A finished task, as the notification list shows it. */
export interface ToastRecord {
  taskId: string;
  kind: TaskKind;
  title: string;
  message: string | null;
  atMs: number;
  isRead: boolean;
}

const maxRecords = 100;
const noRecords: readonly ToastRecord[] = [];

/** The last 100 finished tasks that had a toast, newest first. */
export interface ToastHistory {
  add(spec: ToastSpec, atMs: number): void;
  markRead(): void;
  clear(): void;
  read(): readonly ToastRecord[];
  subscribe(listener: () => void): () => void;
}

export function createToastHistory(): ToastHistory {
  let records = noRecords;
  const listeners = new Set<() => void>();

  function change(next: readonly ToastRecord[]): void {
    records = next;
    for (const listener of listeners) listener();
  }

  return {
    add({ id, kind, title, message }, atMs) {
      const known = records.find((record) => record.taskId === id);
      if (known?.kind === kind && known.message === message) return;
      const others = records.filter((record) => record.taskId !== id);
      change([{ taskId: id, kind, title, message, atMs, isRead: false }, ...others].slice(0, maxRecords));
    },
    markRead() {
      if (records.some((record) => !record.isRead)) change(records.map((record) => ({ ...record, isRead: true })));
    },
    clear: () => change(noRecords),
    read: () => records,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
