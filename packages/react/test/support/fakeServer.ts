import type { FetchStatusOptions, ListName, QueueStatusChange, QueueStatusView, TaskSummary } from "@package/react";
import { allTasks, listNames } from "@package/react";
import { vi } from "vitest";
import type { StreamHandlers } from "../../src/live/createStream.ts";
import { changeBetween } from "../../src/monitor/statusChange.ts";
import { makeStatus, makeTask } from "./makeTask.ts";

const limit = 50;

interface OpenStream {
  handlers: StreamHandlers;
  followed: Set<string>;
  sent: QueueStatusView | null;
}

/**
 * A server as the real one: lists of 50, counts of all, tasks by id on request, and a stream that follows each task which it
 * has sent as unfinished. Its clock is the test's.
 */
export function createFakeServer(userId = "ana") {
  const tasks = new Map<string, TaskSummary>();
  const streams = new Set<OpenStream>();
  const state = { error: null as Error | null, delayMs: 0, hasStream: true };

  function read(ids: Iterable<string>): QueueStatusView {
    const all = [...tasks.values()].sort(
      (a, b) => Number(b.createdAt > a.createdAt) - Number(a.createdAt > b.createdAt),
    );
    const now = new Date().toISOString();
    const full = makeStatus(all, { userId, now });
    const lists = Object.fromEntries(
      listNames.map((name) => [name, name === "watchedTasks" ? [] : [...full[name]].sort(byEnd).slice(0, limit)]),
    ) as Record<ListName, TaskSummary[]>;
    const listed = new Set(allTasks(lists).map(({ id }) => id));
    const asked = [...new Set(ids)].filter((id) => !listed.has(id));
    lists.watchedTasks = asked.flatMap((id) => tasks.get(id) ?? []);
    return { ...full, ...lists, missingIds: asked.filter((id) => !tasks.has(id)) };
  }

  const fetchStatus = vi.fn(async (ids: readonly string[], _: FetchStatusOptions = {}): Promise<QueueStatusView> => {
    if (ids.length > 100) throw new Error(`Too many ids: ${ids.length}.`);
    // The database is read when the request arrives, the response takes its time.
    const view = state.error ? null : structuredClone(read(ids));
    const { error } = state;
    if (state.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, state.delayMs));
    if (error) throw error;
    return view as QueueStatusView;
  });

  const subscribe = vi.fn((ids: readonly string[], handlers: StreamHandlers) => {
    const stream: OpenStream = { handlers, followed: new Set(ids), sent: null };
    queueMicrotask(() => {
      if (state.error) return handlers.onError(state.error);
      streams.add(stream);
      send(stream);
    });
    return () => void streams.delete(stream);
  });

  function send(stream: OpenStream): void {
    const next = read(stream.followed);
    for (const task of allTasks(next)) {
      if (task.finishedAt === null) stream.followed.add(task.id);
      else stream.followed.delete(task.id);
    }
    for (const id of next.missingIds) stream.followed.delete(id);
    const change: QueueStatusChange = changeBetween(stream.sent, next);
    stream.sent = next;
    stream.handlers.onChange(structuredClone(change));
  }

  return {
    tasks,
    streams,
    state,
    fetchStatus,
    subscribe,
    /** Adds or changes a task. Streams learn of it with `notify`. */
    put(id: string, change: Partial<TaskSummary> = {}): TaskSummary {
      const known = tasks.get(id);
      const rev = (known?.rev ?? 0) + 1;
      const now = new Date().toISOString();
      const isFinished = ["COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"].includes(change.status ?? "");
      const next = known
        ? { ...known, ...(isFinished ? { finishedAt: now } : {}), ...change, rev }
        : makeTask(id, { createdAt: now, ...(isFinished ? { finishedAt: now } : {}), ...change, rev });
      tasks.set(id, next);
      return next;
    },
    remove: (id: string) => tasks.delete(id),
    notify(only?: OpenStream): void {
      for (const stream of only ? [only] : streams) send(stream);
    },
    /** Ends all streams, as a restart does. */
    cut(error: Error = new Error("The stream was interrupted.")): void {
      for (const stream of [...streams]) {
        streams.delete(stream);
        stream.handlers.onError(error);
      }
    },
    requests: () => fetchStatus.mock.calls.length,
  };
}

export type FakeServer = ReturnType<typeof createFakeServer>;

function byEnd(a: TaskSummary, b: TaskSummary): number {
  return (b.finishedAt ?? "").localeCompare(a.finishedAt ?? "");
}
