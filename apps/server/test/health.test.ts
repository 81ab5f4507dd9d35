import { afterEach, expect, test, vi } from "vitest";
import { createStartingApp } from "../src/createStartingApp.ts";
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
  vi.spyOn(server.db, "$queryRawUnsafe").mockRejectedValue(new Error("connect ECONNREFUSED 10.0.0.7:5432"));
  const ready = await server.anonymous.send("/readyz");
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ status: "unready", reason: "the database is unreachable" });
  await server.close();
});

test.each([
  ["has no tables", 'DROP TABLE "QueueTask" CASCADE', /no table QueueTask\. Apply the migrations/],
  ["has older tables", `COMMENT ON TABLE "QueueTask" IS 'queue schema 1'`, /have version 1, .* uses version \d+\. Run/],
  ["has tables without a version", `COMMENT ON TABLE "QueueTask" IS NULL`, /have no version, as before version 3/],
])("a server whose database %s is not ready, and says what to do", async (_what, change, reason) => {
  const server = await createTestServer();
  await server.db.$executeRawUnsafe(change);
  const askReady = async () => {
    const ready = await server.anonymous.send("/readyz");
    return { status: ready.status, body: await ready.json() };
  };
  const unready = { status: 503, body: { status: "unready", reason: expect.stringMatching(reason) } };
  await expect.poll(askReady, { timeout: 20_000 }).toEqual(unready);
  await server.close();
});

test("a server with newer tables is ready, as during a deployment", async () => {
  const server = await createTestServer();
  await server.db.$executeRawUnsafe(`COMMENT ON TABLE "QueueTask" IS 'queue schema 999'`);
  const askReady = async () => (await server.anonymous.send("/readyz")).status;
  await expect.poll(askReady, { timeout: 20_000 }).toBe(200);
  await server.close();
});

test("a database that does not respond makes a server unready within 2 s, and gets one statement", async () => {
  const server = await createTestServer();
  const ask = vi.spyOn(server.db, "$queryRawUnsafe").mockReturnValue(new Promise(() => {}) as never);
  const answers = await Promise.all([1, 2, 3].map(() => server.anonymous.send("/readyz")));
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect(await answers[0]?.json()).toMatchObject({ reason: "the database did not respond within 2000 ms" });
  expect(ask).toHaveBeenCalledTimes(1);
  await server.close();
});

test("a server that is starting is alive and not ready", async () => {
  const app = createStartingApp("https://queue.example.com");
  expect((await app.request("/healthz")).status).toBe(200);
  expect(await (await app.request("/readyz")).json()).toEqual({ status: "unready", reason: "the server is starting" });
  const page = await app.request("/");
  expect(page.status).toBe(503);
  expect(page.headers.get("retry-after")).toBe("1");
  expect(page.headers.get("strict-transport-security")).toContain("max-age");
});
