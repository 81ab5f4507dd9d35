import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createTestServer } from "./createTestServer.ts";
import type { TestClient } from "./TestClient.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
let ana: TestClient;
beforeAll(async () => {
  server = await createTestServer();
  ana = await server.signIn("Ana");
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => server.close());

interface Failure {
  error: { message: string; data: { code: string; requestId: string; issues: unknown[] } };
}

test("an unexpected error gives the client only a request id", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(server.queue, "cancelTask").mockRejectedValue(new Error('relation "secrets" at /srv/app.ts'));
  const user = await server.db.user.findUniqueOrThrow({ where: { email: "ana@example.com" } });
  const { id } = await server.queue.addToQueue("EMAIL_SEND", {}, { ownerId: user.id });
  const response = await ana.post("/api/trpc/queue.cancelTask", { id });
  const text = await response.text();
  const { error } = JSON.parse(text) as Failure;
  expect(response.status).toBe(500);
  expect(text).not.toMatch(/secrets|\/srv\/|at .*:\d+:\d+/);
  expect(error.message).toContain(error.data.requestId);
  expect(logged.mock.calls.join()).toContain(error.data.requestId);
  expect(logged.mock.calls.join()).toContain('relation "secrets"');
});

test("errors of an input are listed by field, without a stack", async () => {
  const response = await ana.post("/api/trpc/tasks.addEmail", { to: "nobody", template: "welcome" });
  const text = await response.text();
  const { error } = JSON.parse(text) as Failure;
  expect(response.status).toBe(400);
  expect(error.data.issues).toEqual([{ path: ["to"], message: expect.stringContaining("email address") }]);
  expect(text).not.toContain("stack");
});

test("a request may have up to 20 calls", async () => {
  const batchOf = (count: number) =>
    ana.send(`/api/trpc/${Array(count).fill("session.me").join(",")}?batch=1&input={}`);
  expect((await batchOf(20)).status).toBe(200);
  expect((await batchOf(21)).status).toBe(400);
});

test("a body of more than 1.5 MiB is refused", async () => {
  const response = await ana.post("/api/trpc/tasks.addEmail", { to: "x".repeat(1_600_000) });
  expect(response.status).toBe(413);
});

test.each([
  ["says so", "x".repeat(20_000)],
  ["does not say so", new Blob(["x".repeat(20_000)]).stream()],
])("a sign-in that is far too long and %s is refused", async (_what, body) => {
  const init = { method: "POST", body, headers: { "content-type": "application/json" }, duplex: "half" } as const;
  expect((await server.anonymous.send("/api/auth/sign-in/email", init)).status).toBe(413);
});

test("a path with line breaks and escapes forges no line of the log", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const fail = () => Promise.reject(new Error("no\n2026-01-01T00:00:00.000Z forged"));
  const broken = await createTestServer({ parts: { sessions: { handle: fail, readSession: fail, readUserId: fail } } });
  expect((await broken.anonymous.send("/api/files/%0A2026-01-01T00:00:00.000Z%20forged%1B[2J")).status).toBe(500);
  await broken.close();
  const lines = String(logged.mock.calls[0]).split("\n");
  expect(lines[0]).toContain("/api/files/ 2026-01-01T00:00:00.000Z forged\ufffd[2J");
  expect(lines.slice(1).filter((line) => !line.startsWith("    "))).toEqual([]);
});

test("responses of the API are not cached", async () => {
  expect((await ana.query("queue.getQueueStatus")).headers.get("cache-control")).toBe("no-store");
});

test("while the database is unreachable, the API responds with 503 and without its address", async () => {
  const away = Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
  const fail = () => Promise.reject(away);
  const sessions = { handle: fail, readSession: fail, readUserId: fail };
  const lost = await createTestServer({ parts: { sessions } });
  vi.spyOn(console, "error").mockImplementation(() => {});
  for (const path of ["/api/trpc/session.me", "/api/files/a", "/api/auth/get-session"]) {
    const response = await lost.anonymous.send(path);
    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/^(?!.*10\.0\.0\.7).*database is currently unreachable/);
  }
  await lost.close();
});

test("an unknown path under /api gets 404 as JSON", async () => {
  const response = await ana.send("/api/nothing");
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ message: "Not found: GET /api/nothing" });
});
