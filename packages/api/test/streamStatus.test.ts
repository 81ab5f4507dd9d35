import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createLiveStatus, type LiveStatus, streamStatus } from "../src/index.ts";
import { ana, createTestApi, insertRows } from "./createTestApi.ts";

let api: Awaited<ReturnType<typeof createTestApi>>;
let live: LiveStatus;
beforeAll(async () => {
  api = await createTestApi();
  live = createLiveStatus({ db: api.db, maxStreams: 1 });
});
afterEach(() => expect.poll(() => live.streamCount, { timeout: 20_000 }).toBe(0));
afterAll(async () => {
  await live.close();
  await api.close();
});

function open(options?: Parameters<typeof streamStatus>[2]) {
  const response = streamStatus(live, { ownerId: ana.id }, options);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  return { response, reader, read: async () => new TextDecoder().decode((await reader.read()).value) };
}

test("events are the changes as JSON", async () => {
  const [id] = await insertRows(api.db, [{ owner: ana }]);
  const { response, reader, read } = open();
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const [, json] = /^data: (.*)\n\n$/.exec(await read()) ?? [];
  expect(JSON.parse(json as string)).toMatchObject({
    changed: [{ id }],
    lists: { pendingTasks: [id] },
    userId: ana.id,
  });
  await reader.cancel();
});

test("every 10 seconds an event shows that the connection works: a page does not see comments", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { reader, read } = open();
  await read();
  vi.advanceTimersByTime(10_000);
  vi.useRealTimers();
  expect(await read()).toBe("event: ping\ndata: \n\n");
  await reader.cancel();
});

test("a refused stream says when to try again, and ends", async () => {
  const first = open();
  await first.read();
  const second = open();
  expect(await second.read()).toBe('event: refused\ndata: {"status":429,"retryAfterSeconds":30}\n\n');
  expect((await second.reader.read()).done).toBe(true);
  await first.reader.cancel();
});

test("a client that leaves ends its stream", async () => {
  const leaving = new AbortController();
  const { reader, read } = open({ signal: leaving.signal });
  await read();
  leaving.abort();
  expect((await reader.read()).done).toBe(true);
});
