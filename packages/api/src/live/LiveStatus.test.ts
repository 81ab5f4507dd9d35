import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeTask, makeView } from "../../test/support/makeView.ts";
import type { QueueStatusView } from "../wire.ts";
import { LiveStatus, type LiveStatusParts } from "./LiveStatus.ts";
import { LiveClosedError, SessionEndedError } from "./liveErrors.ts";
import { WatchedUser } from "./WatchedUser.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

class FakeListener {
  isListening = true;
  isClosed = false;
  tell: Parameters<NonNullable<ReturnType<NonNullable<LiveStatusParts["openListener"]>>>["listen"]>[0] = () => {};
  listen(tell: typeof this.tell) {
    this.tell = tell;
    return () => {};
  }
  async close() {
    this.isClosed = true;
  }
}

const keyOf = (ownerId: string) => new WatchedUser(ownerId).key;
const active = { ...makeView().counts, active: 1 };

/** A hub over states that a test sets, with a count of the reads of each user. */
function createHub(options: Partial<LiveStatusParts> = {}) {
  const views = new Map<string, Partial<QueueStatusView>>();
  const reads: string[] = [];
  const askedIds: (readonly string[])[] = [];
  const listeners: FakeListener[] = [];
  const live = new LiveStatus({
    read: async ({ ownerId }, ids) => {
      reads.push(ownerId);
      askedIds.push(ids);
      return makeView({ ...views.get(ownerId), userId: ownerId, now: new Date().toISOString() });
    },
    openListener: () => {
      const listener = new FakeListener();
      listeners.push(listener);
      return listener;
    },
    maxStreams: 200,
    maxStreamsPerUser: 5,
    onError: (error) => expect.fail(`unexpected: ${error}`),
    ...options,
  });
  return { live, views, reads, askedIds, listeners };
}

/** Reads all messages of a stream. */
function collect(stream: AsyncIterable<unknown>): unknown[] {
  const messages: unknown[] = [];
  void (async () => {
    for await (const message of stream) messages.push(message);
  })().catch((error: unknown) => messages.push(error));
  return messages;
}

test("without streams there is no connection, no timer and no read", async () => {
  const { live, reads, listeners } = createHub();
  expect(listeners).toEqual([]);
  const stream = live.watch({ ownerId: "ana" });
  await stream.next();
  expect(listeners).toHaveLength(1);
  await stream.return?.();
  await vi.advanceTimersByTimeAsync(1);
  expect(listeners[0]?.isClosed).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  expect(reads).toEqual(["ana"]);
});

test("a notification reads the users that it names, and no others", async () => {
  const { live, views, reads, listeners } = createHub();
  const ana = collect(live.watch({ ownerId: "ana" }));
  const ben = collect(live.watch({ ownerId: "ben" }));
  await vi.advanceTimersByTimeAsync(100);
  views.set("ana", { counts: active });
  listeners[0]?.tell({ owners: new Set([keyOf("ana"), keyOf("eva")]) });
  await vi.advanceTimersByTimeAsync(100);
  expect(reads).toEqual(["ana", "ben", "ana"]);
  expect([ana.length, ben.length]).toEqual([2, 1]);
});

test("when notifications may have been missed, all users are read once", async () => {
  const { live, reads, listeners } = createHub();
  collect(live.watch({ ownerId: "ana" }));
  collect(live.watch({ ownerId: "ben" }));
  await vi.advanceTimersByTimeAsync(100);
  listeners[0]?.tell("missed");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reads).toEqual(["ana", "ben", "ana", "ben"]);
});

test("while no notifications arrive, active users are read each second and others every 10 seconds", async () => {
  const { live, views, reads } = createHub({ openListener: undefined });
  views.set("ana", { counts: active });
  collect(live.watch({ ownerId: "ana" }));
  collect(live.watch({ ownerId: "ben" }));
  await vi.advanceTimersByTimeAsync(20_500);
  expect(reads.filter((user) => user === "ana")).toHaveLength(21);
  expect(reads.filter((user) => user === "ben")).toHaveLength(3);
});

test("while notifications arrive, each user is read every 30 seconds: a transaction may commit long after it was told of", async () => {
  const { live, reads } = createHub();
  collect(live.watch({ ownerId: "ana" }));
  await vi.advanceTimersByTimeAsync(60_500);
  expect(reads).toEqual(["ana", "ana", "ana"]);
});

test("the streams of a user share a read, and each has its own ids", async () => {
  const { live, reads, askedIds, listeners } = createHub();
  collect(live.watch({ ownerId: "ana" }, { ids: ["t1", "t2"] }));
  collect(live.watch({ ownerId: "ana" }, { ids: ["t2", "t3"] }));
  await vi.advanceTimersByTimeAsync(100);
  reads.length = 0;
  listeners[0]?.tell({ owners: new Set([keyOf("ana")]) });
  await vi.advanceTimersByTimeAsync(100);
  expect(reads).toEqual(["ana"]);
  expect(askedIds.at(-1)).toEqual(["t1", "t2", "t3"]);
});

test("a stream that opens while its user is read gets a state that was read with its ids", async () => {
  const { live, views } = createHub({
    read: async (_scope, ids) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return makeView({ missingIds: [...ids] });
    },
  });
  views.clear();
  collect(live.watch({ ownerId: "ana" }));
  await vi.advanceTimersByTimeAsync(5);
  const second = collect(live.watch({ ownerId: "ana" }, { ids: ["t1"] }));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(second).toMatchObject([{ missingIds: ["t1"] }]);
});

test("tasks that fall out of the lists while they are read are asked for", async () => {
  const { live, views, askedIds, listeners } = createHub();
  views.set("ana", { pendingTasks: [makeTask("t1"), makeTask("t2")] });
  const stream = live.watch({ ownerId: "ana" });
  await vi.advanceTimersByTimeAsync(100);
  views.set("ana", {});
  listeners[0]?.tell("missed"); // the reader has not taken the first state yet
  await vi.advanceTimersByTimeAsync(100);
  expect(askedIds).toEqual([[], ["t1", "t2"]]);
  await stream.return?.();
});

test("a scheduled task is read when it becomes due within a minute", async () => {
  const { live, views, reads } = createHub();
  const dueAt = new Date(Date.now() + 3 * 3_600_000 + 15_000).toISOString();
  views.set("ana", { scheduledTasks: [makeTask("t1", { dueAt })] });
  const messages = collect(live.watch({ ownerId: "ana" }));
  // Not at a time of the reads that are made every 30 seconds.
  await vi.advanceTimersByTimeAsync(3 * 3_600_000 - 60_000 + 10_100);
  const before = reads.length;
  views.set("ana", { pendingTasks: [makeTask("t1", { dueAt })], counts: active });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reads).toHaveLength(before + 1);
  expect(messages).toHaveLength(2);
  await live.close();
});

test("a process has at most 200 streams", async () => {
  const { live } = createHub({ maxStreams: 2 });
  const stream = live.watch({ ownerId: "ana" });
  live.watch({ ownerId: "ben" });
  expect(() => live.watch({ ownerId: "olga" })).toThrow("Too many live connections. Try again in 30 s.");
  await stream.return?.();
  live.watch({ ownerId: "olga" });
  await live.close();
});

test("a user has at most 5 streams: another one ends the oldest, also when the process has no more", async () => {
  const { live } = createHub({ maxStreams: 6 });
  live.watch({ ownerId: "ben" });
  const own = Array.from({ length: 5 }, () => collect(live.watch({ ownerId: "ana" })));
  await vi.advanceTimersByTimeAsync(2_000);
  const sixth = collect(live.watch({ ownerId: "ana" }));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(own[0]?.at(-1)).toMatchObject({ message: "Too many live connections. Try again in 30 s." });
  for (const messages of [...own.slice(1), sixth]) expect(messages).toHaveLength(1);
  expect(live.streamCount).toBe(6);
  await live.close();
  expect(live.streamCount).toBe(0);
});

test("a stream ends when its session has ended, and goes on while that is unknown", async () => {
  const { live } = createHub();
  const isSessionValid = vi
    .fn<() => Promise<boolean>>()
    .mockRejectedValueOnce(new Error("away"))
    .mockResolvedValueOnce(true);
  isSessionValid.mockResolvedValue(false);
  const messages = collect(live.watch({ ownerId: "ana" }, { isSessionValid }));
  await vi.advanceTimersByTimeAsync(179_000);
  expect(messages).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(messages[1]).toBeInstanceOf(SessionEndedError);
  expect(vi.getTimerCount()).toBe(0);
});

test("an aborted signal ends a stream", async () => {
  const { live } = createHub();
  const leaving = new AbortController();
  const stream = live.watch({ ownerId: "ana" }, { signal: leaving.signal });
  await stream.next();
  const waiting = stream.next();
  leaving.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(live.streamCount).toBe(0);
  live.watch({ ownerId: "ana" }, { signal: leaving.signal });
  expect(live.streamCount).toBe(0);
});

test("a closed hub ends its streams with an error, closes its connection and refuses new streams", async () => {
  const { live, listeners } = createHub();
  const messages = [collect(live.watch({ ownerId: "ana" })), collect(live.watch({ ownerId: "ben" }))];
  await vi.advanceTimersByTimeAsync(100);
  await live.close();
  await vi.advanceTimersByTimeAsync(1);
  for (const [, last] of messages) expect(last).toBeInstanceOf(LiveClosedError);
  expect(listeners[0]?.isClosed).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  expect(() => live.watch({ ownerId: "ana" })).toThrow(LiveClosedError);
});
