import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer } from "./createTestServer.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
beforeAll(async () => {
  server = await createTestServer();
  await server.queue.schedules.upsert({ name: "nightly", type: "EMAIL_SEND", data: {}, cron: "0 3 * * *" });
});
afterAll(() => server.close());

const paths = [
  "/operate",
  "/operate/",
  "/operate/schedules/nightly",
  "/operate/theme.js",
  "/operate/api/schedules.list",
];

test.each(paths)("%s does not exist for users and for visitors", async (path) => {
  for (const client of [server.anonymous, await server.signIn("Ana")]) {
    const response = await client.send(path);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: `Not found: GET ${path}` });
  }
});

test("an operator gets the dashboard, with the security headers of the server", async () => {
  const olga = await server.signIn("Olga");
  const response = await olga.send("/operate/");
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('<base href="/operate/"');
  expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
  expect(response.headers.get("x-frame-options")).toBe("DENY");
});

test("what an operator does is in the audit log with their email address", async () => {
  const olga = await server.signIn("Olga");
  expect((await olga.post("/operate/api/schedules.pause", { name: "nightly", reason: "a test" })).status).toBe(200);
  const { items } = await server.queue.listAudit({ name: "nightly" });
  expect(items[0]).toMatchObject({ actor: "olga@example.com", action: "schedule.pause", reason: "a test" });
});

test("a page of another site cannot use an operator's session", async () => {
  const olga = await server.signIn("Olga");
  const foreign = { origin: "https://evil.example" };
  const response = await olga.post("/operate/api/schedules.runNow", { name: "nightly" }, foreign);
  expect(response.status).toBe(403);
  expect(await server.db.queueTask.count()).toBe(0);
});

test.each(["PUT", "DELETE", "PATCH"])("%s is refused with the possible methods", async (method) => {
  const olga = await server.signIn("Olga");
  const response = await olga.send("/operate/api/schedules.runNow", { method });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
});
