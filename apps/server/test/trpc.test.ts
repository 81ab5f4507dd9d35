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

test("an unforeseen failure tells the client where to look, and nothing else", async () => {
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

test("what is wrong with an input is said field by field, without a stack", async () => {
  const response = await ana.post("/api/trpc/tasks.addEmail", { to: "nobody", template: "welcome" });
  const text = await response.text();
  const { error } = JSON.parse(text) as Failure;
  expect(response.status).toBe(400);
  expect(error.data.issues).toEqual([{ path: ["to"], message: expect.stringContaining("mail address") }]);
  expect(text).not.toContain("stack");
});

test("up to 20 calls may come in one request", async () => {
  const batchOf = (count: number) =>
    ana.send(`/api/trpc/${Array(count).fill("session.me").join(",")}?batch=1&input={}`);
  expect((await batchOf(20)).status).toBe(200);
  expect((await batchOf(21)).status).toBe(400);
});

test("a body of more than 1.5 MiB is refused", async () => {
  const response = await ana.post("/api/trpc/tasks.addEmail", { to: "x".repeat(1_600_000) });
  expect(response.status).toBe(413);
});

test("answers of the API are kept by no cache", async () => {
  expect((await ana.query("queue.getQueueStatus")).headers.get("cache-control")).toBe("no-store");
});

test("while the database is away the API answers 503 and no address of it", async () => {
  const away = Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
  const sessions = { handle: () => Promise.reject(away), readSession: () => Promise.reject(away) };
  const lost = await createTestServer({ parts: { sessions } });
  vi.spyOn(console, "error").mockImplementation(() => {});
  for (const path of ["/api/trpc/session.me", "/api/files/a", "/api/auth/get-session"]) {
    const response = await lost.anonymous.send(path);
    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/^(?!.*10\.0\.0\.7).*database cannot be reached/);
  }
  await lost.close();
});

test("an address under /api that does not exist is answered with 404 as JSON", async () => {
  const response = await ana.send("/api/nothing");
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ message: "There is nothing at GET /api/nothing." });
});
