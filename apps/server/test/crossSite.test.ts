import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer } from "./createTestServer.ts";
import type { TestClient } from "./TestClient.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
let ana: TestClient;
beforeAll(async () => {
  server = await createTestServer();
  ana = await server.signIn("Ana");
});
afterAll(() => server.close());

const mail = { to: "x@example.com", template: "welcome" };
const changes: [path: string, body: unknown][] = [
  ["/api/auth/sign-in/email", { email: "ana@example.com", password: "x" }],
  ["/api/auth/sign-out", {}],
  ["/api/trpc/tasks.addEmail", mail],
  ["/api/uploads", "data"],
];

test.each(changes)("a change by another site's page is refused: %s", async (path, body) => {
  const response = await ana.post(path, body, { origin: "https://evil.example", "x-file-name": "a.csv" });
  expect(response.status).toBe(403);
  expect(((await response.json()) as { message: string }).message).toContain("https://evil.example");
});

test.each(changes)("a change without an Origin header is refused: %s", async (path, body) => {
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", cookie: [...ana.cookies].map((pair) => pair.join("=")).join("; ") },
  });
  expect(response.status).toBe(403);
});

test.each(["null", "http://127.0.0.1", "https://127.0.0.1:1", "http://127.0.0.1.evil.example"])(
  "origin %s is another site",
  async (origin) => {
    expect((await ana.post("/api/trpc/tasks.addEmail", mail, { origin })).status).toBe(403);
  },
);

test("none of these refused requests added a task", async () => {
  expect(await server.db.queueTask.count()).toBe(0);
});

test("a form cannot send a mutation: text/plain is refused", async () => {
  const response = await ana.post("/api/trpc/tasks.addEmail", mail, { "content-type": "text/plain" });
  expect(response.status).toBe(415);
});

test("a link cannot send a mutation", async () => {
  expect((await ana.query("tasks.addEmail", mail)).status).toBe(405);
  expect(await server.db.queueTask.count()).toBe(0);
});

test("a change from the server's own page is accepted", async () => {
  expect((await ana.post("/api/trpc/tasks.addEmail", mail)).status).toBe(200);
  expect(await server.db.queueTask.count()).toBe(1);
});
