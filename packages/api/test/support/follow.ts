import type { LiveStatus, QueueStatusChange, QueueStatusView, SessionUser, WatchOptions } from "../../src/index.ts";
import { tasksOf } from "../../src/tasksOf.ts";
import { applyChange } from "./applyChange.ts";

const unfinished = new Set(["PENDING", "PROCESSING", "FAILED"]);

/** A client of a stream: it applies each message, and keeps all of them. */
export function follow(live: LiveStatus, user: SessionUser, options: WatchOptions = {}) {
  const stream = live.watch({ ownerId: user.id }, options);
  const messages: QueueStatusChange[] = [];
  const waiting = new Set<() => void>();
  /** The last status of each task that the client has seen. */
  const statuses = new Map<string, string>();
  let view: QueueStatusView | null = null;
  let error: unknown;
  const reading = (async () => {
    for await (const change of stream) {
      messages.push(change);
      view = applyChange(view, change);
      for (const { id, status } of tasksOf(view).values()) statuses.set(id, status);
      for (const id of view.missingIds) statuses.delete(id);
      for (const look of waiting) look();
    }
  })().catch((cause: unknown) => {
    error = cause;
    for (const look of waiting) look();
  });
  return {
    messages,
    reading,
    get view() {
      return view;
    },
    get error() {
      return error;
    },
    /** Tasks that the client still takes for unfinished. */
    stillUnfinished: () => [...statuses].filter(([, status]) => unfinished.has(status)).map(([id]) => id),
    /** Resolves with the first state that fulfils a condition. */
    async until(holds: (view: QueueStatusView) => boolean, limitMs = 20_000): Promise<QueueStatusView> {
      const { promise, resolve, reject } = Promise.withResolvers<QueueStatusView>();
      const look = () => {
        if (error) reject(error);
        else if (view && holds(view)) resolve(view);
      };
      const timer = setTimeout(
        () => reject(new Error(`Not so after ${limitMs} ms: ${JSON.stringify(view?.counts)}`)),
        limitMs,
      );
      waiting.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(look);
      });
    },
    async [Symbol.asyncDispose]() {
      await stream.return?.();
      await reading;
    },
  };
}
