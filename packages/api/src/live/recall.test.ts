import { ownerKey } from "@package/queue/monitor";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeTask, makeView } from "../../test/support/makeView.ts";
import { LiveStatus } from "./LiveStatus.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const ana = { ownerId: "ana" };

/** A hub whose reads take as long as a test says. */
async function createHub() {
  const state = { readMs: 0, view: makeView({ pendingTasks: [makeTask("a")], missingIds: ["gone", "other"] }) };
  let tell: (change: { owners: ReadonlySet<string> }) => void = () => {};
  const live = new LiveStatus({
    read: async () => {
      await new Promise((resolve) => setTimeout(resolve, state.readMs));
      return state.view;
    },
    openListener: () => ({
      isListening: true,
      listen: (listener) => {
        tell = listener;
        return () => {};
      },
      close: async () => {},
    }),
    maxStreams: 200,
    maxStreamsPerUser: 5,
    onError: (error) => expect.fail(`unexpected: ${error}`),
  });
  const stream = live.watch(ana);
  await vi.advanceTimersByTimeAsync(10);
  return { live, state, stream, change: () => tell({ owners: new Set([ownerKey("ana")]) }) };
}

test("the state of a stream is recalled while it is young", async () => {
  const { live, state } = await createHub();
  expect(live.recall(ana, { maxAgeMs: 9_000 })).toEqual({ ...state.view, missingIds: [] });
  await vi.advanceTimersByTimeAsync(9_000);
  expect(live.recall(ana, { maxAgeMs: 9_000 })).toBeNull();
});

test("the age of a state counts from the beginning of its read", async () => {
  const { live, state, change } = await createHub();
  state.readMs = 1_500;
  change();
  await vi.advanceTimersByTimeAsync(1_600);
  expect(live.recall(ana, { maxAgeMs: 1_000 })).toBeNull();
  expect(live.recall(ana, { maxAgeMs: 2_000 })).not.toBeNull();
});

test("while a user waits for the next read, its state is recalled for 20 s", async () => {
  const { live, state, change } = await createHub();
  state.readMs = 60_000;
  change();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(live.recall(ana, { maxAgeMs: 9_000 })).not.toBeNull();
  await vi.advanceTimersByTimeAsync(5_100);
  expect(live.recall(ana, { maxAgeMs: 9_000 })).toBeNull();
});

test("a state that does not tell about all tasks of the request is not recalled", async () => {
  const { live } = await createHub();
  expect(live.recall(ana, { ids: ["a", "gone"], maxAgeMs: 9_000 })?.missingIds).toEqual(["gone"]);
  expect(live.recall(ana, { ids: ["a", "b"], maxAgeMs: 9_000 })).toBeNull();
});

test("without a stream of the user nothing is recalled", async () => {
  const { live, stream } = await createHub();
  expect(live.recall({ ownerId: "ben" }, { maxAgeMs: 9_000 })).toBeNull();
  await stream.return?.();
  expect(live.recall(ana, { maxAgeMs: 9_000 })).toBeNull();
});
