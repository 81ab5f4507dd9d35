import type { QueueStatusChange } from "@package/react";
import { createTRPCClient, unstable_localLink } from "@trpc/client";
import { initTRPC, TRPCError, tracked } from "@trpc/server";
import { afterEach, expect, test, vi } from "vitest";
import { sseStatusSource } from "../src/adapters/sse.ts";
import { trpcStatusSource } from "../src/adapters/trpc.ts";
import { readRefusal, statusOf } from "../src/monitor/readRefusal.ts";
import { changeBetween } from "../src/monitor/statusChange.ts";
import { makeStatus, makeTask } from "./support/makeTask.ts";

const view = makeStatus([makeTask("mytask01", { status: "PROCESSING" })]);
const change = changeBetween(null, view);

afterEach(() => {
  vi.unstubAllGlobals();
});

type Input = { ids?: string[] } | undefined;

/** A client of a router that has the queue's procedures under another name. */
function createClient(messages: () => AsyncGenerator<QueueStatusChange>) {
  const inputs: Input[] = [];
  const t = initTRPC.create();
  const procedure = t.procedure.input((value) => value as Input);
  const router = t.router({
    work: t.router({
      getQueueStatus: procedure.query(({ input }) => {
        inputs.push(input);
        return view;
      }),
      onStatus: procedure.subscription(async function* ({ input }) {
        inputs.push(input);
        let id = 0;
        for await (const message of messages()) yield tracked(String(++id), message);
      }),
    }),
  });
  const link = unstable_localLink({ router, createContext: async () => ({}) });
  return { client: createTRPCClient<typeof router>({ links: [link] }), inputs };
}

test("tRPC: the status is asked for with ids, and never with one that the server would refuse", async () => {
  const { client, inputs } = createClient(async function* () {});
  const source = trpcStatusSource(client.work);
  expect(await source.fetchStatus(["mytask01", "no id!", "UPPER123", "short"])).toEqual(view);
  await source.fetchStatus([]);
  await source.fetchStatus([], { maxAgeMs: 9_000 });
  expect(inputs).toEqual([{ ids: ["mytask01"] }, undefined, { maxAgeMs: 9_000 }]);
});

test("tRPC: the stream brings its messages, and a refusal is an error with its status", async () => {
  const { client, inputs } = createClient(async function* () {
    yield change;
    throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
  });
  const received: QueueStatusChange[] = [];
  const ended = Promise.withResolvers<unknown>();
  trpcStatusSource(client.work).subscribe?.(["mytask01"], {
    onChange: (message) => received.push(message),
    onError: ended.resolve,
  });
  expect(statusOf(await ended.promise)).toBe(401);
  expect(received).toEqual([change]);
  expect(inputs).toEqual([{ ids: ["mytask01"] }]);
});

test("tRPC: a stream that the server ends is an error too, so that the monitor connects again", async () => {
  const { client } = createClient(async function* () {
    yield change;
  });
  const ended = Promise.withResolvers<unknown>();
  trpcStatusSource(client.work).subscribe?.([], { onChange: () => {}, onError: ended.resolve });
  expect(await ended.promise).toMatchObject({ message: "The server has ended the stream." });
});

test("tRPC: without a stream there is only the status", () => {
  const { client } = createClient(async function* () {});
  expect(trpcStatusSource(client.work, { stream: false }).subscribe).toBeUndefined();
});

test("SSE: the status is fetched with ids, and a refusal is an error with its status and wait", async () => {
  const fetchUrl = vi.fn(async (_url: string) => Response.json(view));
  vi.stubGlobal("fetch", fetchUrl);
  const source = sseStatusSource({ statusUrl: "/status?app=1" });
  expect(source.subscribe).toBeUndefined();
  expect(await source.fetchStatus(["mytask01", "mytask02", "?&"])).toEqual(view);
  expect(fetchUrl.mock.calls[0]?.[0]).toBe("/status?app=1&ids=mytask01,mytask02");
  fetchUrl.mockResolvedValue(new Response(null, { status: 429, headers: { "retry-after": "7" } }));
  const error = await source.fetchStatus([]).catch((thrown: unknown) => thrown);
  expect(readRefusal(error)).toEqual({ isSignedOut: false, retryAfterMs: 7_000 });
  expect(String(error)).toMatch(/429\. Expected 200/);
});

class FakeEventSource extends EventTarget {
  static last: FakeEventSource;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.last = this;
  }
  close() {
    this.isClosed = true;
  }
}

test("SSE: the stream brings its messages, says how it was refused, and is closed", () => {
  vi.stubGlobal("EventSource", FakeEventSource);
  const onChange = vi.fn();
  const onError = vi.fn();
  const close = sseStatusSource({ statusUrl: "/status", streamUrl: "/stream" }).subscribe?.(["mytask01"], {
    onChange,
    onError,
  });
  const events = FakeEventSource.last;
  expect(events.url).toBe("/stream?ids=mytask01");
  events.onmessage?.({ data: JSON.stringify(change) });
  expect(onChange).toHaveBeenCalledWith(change);
  events.onerror?.();
  expect(onError).toHaveBeenCalledTimes(1);
  const refused = Object.assign(new Event("refused"), { data: '{"status":429,"retryAfterSeconds":9}' });
  events.dispatchEvent(refused);
  expect(readRefusal(onError.mock.calls[1]?.[0])).toEqual({ isSignedOut: false, retryAfterMs: 9_000 });
  close?.();
  expect(events.isClosed).toBe(true);
});

test("SSE: a stream whose pings stop has ended", () => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
  const onError = vi.fn();
  const source = sseStatusSource({ statusUrl: "/status", streamUrl: "/stream" });
  const close = source.subscribe?.([], { onChange: () => {}, onError });
  vi.advanceTimersByTime(60_000);
  expect(onError).not.toHaveBeenCalled();
  FakeEventSource.last.dispatchEvent(new Event("ping"));
  vi.advanceTimersByTime(24_000);
  FakeEventSource.last.onmessage?.({ data: JSON.stringify(change) });
  vi.advanceTimersByTime(24_000);
  expect(onError).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(onError).toHaveBeenCalledTimes(1);
  close?.();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
