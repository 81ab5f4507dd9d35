import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer } from "./createTestServer.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
beforeAll(async () => {
  server = await createTestServer({ signInsPerMinute: 3, trustedProxies: ["127.0.0.1"] });
});
afterAll(() => server.close());

const tryFrom = async (forwardedFor: string, extra: Record<string, string> = {}) => {
  const guess = { email: "ana@example.com", password: "a wrong guess" };
  const headers = { "x-forwarded-for": forwardedFor, ...extra };
  return (await server.anonymous.post("/api/auth/sign-in/email", guess, headers)).status;
};

test("after some attempts an IP address has to wait, and others do not", async () => {
  const statuses = [];
  for (let attempt = 0; attempt < 5; attempt++) statuses.push(await tryFrom("203.0.113.1"));
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  expect(await tryFrom("203.0.113.2")).toBe(401);
});

test("an address in a header of the client is ignored", async () => {
  for (let attempt = 0; attempt < 3; attempt++) await tryFrom("203.0.113.3");
  expect(await tryFrom("198.51.100.9, 203.0.113.3")).toBe(429);
  expect(await tryFrom("203.0.113.3", { "x-queue-client-address": "198.51.100.9" })).toBe(429);
});
