import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestServer } from "./createTestServer.ts";
import { openStream, type StreamClient } from "./openStream.ts";
import type { TestClient } from "./TestClient.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
let ana: TestClient;
const streams: StreamClient[] = [];
const open = async (client: TestClient, input?: unknown, lastEventId?: string) => {
  const stream = await openStream(client, input, lastEventId);
  streams.push(stream);
  return stream;
};

beforeEach(async () => {
  server = await createTestServer();
  ana = await server.signIn("Ana");
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.leave();
  await server.close();
});

interface Change {
  changed: { id: string; status: string }[];
  counts: { pending: number; cancelled: number };
}

const addFor = async (name: "Ana" | "Ben") => {
  const user = await server.db.user.findUniqueOrThrow({ where: { email: `${name.toLowerCase()}@example.com` } });
  return server.queue.addToQueue("EMAIL_SEND", {}, { ownerId: user.id });
};

test("a stream sends the user's tasks and each change, uncompressed and unbuffered", async () => {
  const task = await addFor("Ana");
  await addFor("Ben");
  const stream = await open(ana);
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
  expect(stream.response.headers.get("content-encoding")).toBeNull();
  expect(stream.response.headers.get("x-accel-buffering")).toBe("no");
  expect(stream.response.headers.get("cache-control")).toContain("no-transform");
  expect(await stream.next<Change>("message")).toMatchObject({ changed: [{ id: task.id }], counts: { pending: 1 } });
  await ana.post("/api/trpc/queue.cancelTask", { id: task.id });
  const change = await stream.next<Change>("message");
  expect(change).toMatchObject({
    changed: [{ id: task.id, status: "CANCELLED" }],
    counts: { pending: 0, cancelled: 1 },
  });
});

test.each([undefined, { ids: ["cunknownunknownunknown000"] }])(
  "a browser that connects again, with the id of its last message, gets everything (input %o)",
  async (input) => {
    const task = await addFor("Ana");
    const stream = await open(ana, input, "3");
    expect(await stream.next<Change>("message")).toMatchObject({ changed: [{ id: task.id }], counts: { pending: 1 } });
  },
);

test("a stream without a session ends with UNAUTHORIZED", async () => {
  const stream = await open(server.anonymous);
  expect(await stream.next("serialized-error")).toMatchObject({ data: { code: "UNAUTHORIZED" } });
  await stream.ended;
});

test("more than 100 ids are refused, and the message says so", async () => {
  const ids = Array.from({ length: 101 }, (_, n) => `ctask${String(n).padStart(20, "0")}`);
  const stream = await open(ana, { ids });
  const message = "Invalid input: ids: must have at most 100 task IDs.";
  expect(await stream.next("serialized-error")).toMatchObject({ message, data: { code: "BAD_REQUEST" } });
  expect((await ana.query("queue.getQueueStatus", { ids })).status).toBe(400);
  expect((await ana.query("queue.getQueueStatus", { ids: ids.slice(1) })).status).toBe(200);
});

test("the sixth stream of a user ends the oldest, with the seconds to wait", async () => {
  const own = await Promise.all(Array.from({ length: 5 }, () => open(ana)));
  for (const stream of own) await stream.next("message");
  const sixth = await open(ana);
  await sixth.next("message");
  const ends = own.map((stream) => stream.ended.then(() => stream));
  const ended = await Promise.race(ends);
  expect(await ended.next("serialized-error")).toMatchObject({
    data: { code: "TOO_MANY_REQUESTS", retryAfterSeconds: 30 },
  });
  expect(server.live.streamCount).toBe(5);
});

test("a stopping server ends its streams at once, with an error after which clients connect again", async () => {
  const stream = await open(ana);
  await stream.next("message");
  const fromMs = performance.now();
  const closing = server.close();
  expect(await stream.next("serialized-error")).toMatchObject({ data: { code: "SERVICE_UNAVAILABLE" } });
  await stream.ended;
  expect(performance.now() - fromMs).toBeLessThan(1_000);
  await closing;
  server = await createTestServer();
});

test("a stream asks whether its session still exists, without extending it", async () => {
  const headers = new Headers({ cookie: [...ana.cookies].map((pair) => pair.join("=")).join("; ") });
  const user = await server.db.user.findUniqueOrThrow({ where: { email: "ana@example.com" } });
  expect(await server.sessions.readUserId(headers)).toBe(user.id);
  // Old enough that reading the session of a request would extend it.
  const expiresAt = new Date(Date.now() + 3_600_000);
  await server.db.session.updateMany({ where: { userId: user.id }, data: { expiresAt } });
  expect(await server.sessions.readUserId(headers)).toBe(user.id);
  expect(await server.db.session.findMany({ where: { userId: user.id } })).toMatchObject([{ expiresAt }]);
  await ana.post("/api/auth/sign-out", {});
  expect(await server.sessions.readUserId(headers)).toBeNull();
});
