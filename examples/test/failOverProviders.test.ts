import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { defineWorkers, QueueService } from "@package/queue";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createSummaryWorker } from "../failOverProviders.ts";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const calls: { provider: string; key: string | string[] | undefined }[] = [];
let answers: Record<string, (response: ServerResponse) => void> = {};
const server = createServer((request: IncomingMessage, response) => {
  const provider = request.url?.slice(1) ?? "";
  calls.push({ provider, key: request.headers["idempotency-key"] });
  request.resume().on("end", () => answers[provider]?.(response));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const queue = new QueueService(database.db, {
  workers: defineWorkers({
    SUMMARIZE: createSummaryWorker({ first: `${origin}/first`, second: `${origin}/second` }),
  }),
  backoff: { baseMs: 0 },
  pollMs: 50,
});
queue.start();

beforeEach(() => {
  calls.length = 0;
});
afterAll(async () => {
  await queue.close();
  server.close();
  await database.drop();
});

const summarize = async (text: string) => queue.waitForTask((await queue.addToQueue("SUMMARIZE", { text })).id);

test("a broken provider uses an attempt, and the next one is called with the same key", async () => {
  answers = {
    first: (response) => response.writeHead(503).end(),
    second: (response) => response.end("short"),
  };
  expect(await summarize("long")).toMatchObject({ status: "COMPLETED", attempts: 2, result: { provider: "second" } });
  expect(calls.map(({ provider }) => provider)).toEqual(["first", "second"]);
  expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
});

test("a request that a provider refused is not sent to another one", async () => {
  answers = { first: (response) => response.writeHead(400).end("no text") };
  expect(await summarize("?")).toMatchObject({
    status: "MAX_RETRIES_REACHED",
    terminalReason: "UNRECOVERABLE",
    errorMessage: "first refused the request: no text",
  });
});

test("after a rate limit, all tasks continue with the next provider without using an attempt", async () => {
  answers = {
    first: (response) => response.writeHead(429, { "retry-after": "600" }).end(),
    second: (response) => response.end("short"),
  };
  expect(await summarize("long")).toMatchObject({ status: "COMPLETED", attempts: 1, result: { provider: "second" } });
  await summarize("longer");
  expect(calls.map(({ provider }) => provider)).toEqual(["first", "second", "second"]);
});
