import { afterEach, expect, test, vi } from "vitest";
import { createTestServer } from "./createTestServer.ts";

afterEach(() => vi.restoreAllMocks());

test("a server with its database is alive and ready", async () => {
  const server = await createTestServer();
  expect(await (await server.anonymous.send("/healthz")).json()).toEqual({ status: "ok" });
  const askReady = async () => await (await server.anonymous.send("/readyz")).json();
  await expect.poll(askReady, { timeout: 20_000 }).toEqual({ status: "ready" });
  await server.close();
});

test("a stopping server is alive and not ready", async () => {
  const server = await createTestServer({ parts: { explainUnready: () => "the server is stopping" } });
  const ready = await server.anonymous.send("/readyz");
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: "unready", reason: "the server is stopping" });
  expect((await server.anonymous.send("/healthz")).status).toBe(200);
  await server.close();
});

test("a server whose database is unreachable is alive and not ready, and does not reveal the database's address", async () => {
  const server = await createTestServer();
  vi.spyOn(console, "error").mockImplementation(() => {});
  await server.db.$executeRaw`SELECT 1`;
  vi.spyOn(server.db, "$queryRaw").mockRejectedValue(new Error("connect ECONNREFUSED 10.0.0.7:5432"));
  const ready = await server.anonymous.send("/readyz");
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: "unready", reason: "the database is unreachable" });
  await server.close();
});
