import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestServer } from "./createTestServer.ts";
import type { TestClient } from "./TestClient.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
let ana: TestClient;
let ben: TestClient;
beforeAll(async () => {
  const userLimits = { changesPerMinute: 3, uploadsPerMinute: 4, uploadMegabytesPerHour: 2 };
  server = await createTestServer({ parts: { userLimits } });
  ana = await server.signIn("Ana");
  ben = await server.signIn("Ben");
});
afterAll(() => server.close());

const mail = { to: "x@example.com", template: "welcome" };
const waitSecondsOf = (response: Response) => Number(response.headers.get("retry-after"));

test("after some changes a user has to wait, and others do not; each call of a batch counts", async () => {
  const batch = { 0: mail, 1: mail, 2: mail, 3: mail };
  const path = `/api/trpc/${Array(4).fill("tasks.addEmail").join(",")}?batch=1`;
  const response = await ana.post(path, batch);
  const answers = (await response.json()) as { error?: { data: { code: string } } }[];
  expect(answers.map((answer) => answer.error?.data.code).sort()).toEqual([
    "TOO_MANY_REQUESTS",
    undefined,
    undefined,
    undefined,
  ]);
  expect(await server.db.queueTask.count()).toBe(3);

  const alone = await ana.post("/api/trpc/tasks.addEmail", mail);
  expect(alone.status).toBe(429);
  expect(waitSecondsOf(alone)).toBeGreaterThan(0);
  expect(waitSecondsOf(alone)).toBeLessThanOrEqual(60);
  expect((await ana.query("queue.getQueueStatus")).status).toBe(200);
  expect((await ben.post("/api/trpc/tasks.addEmail", mail)).status).toBe(200);
});

test("after some uploads a user has to wait, and others do not", async () => {
  const statuses = [];
  for (let upload = 0; upload < 5; upload++) statuses.push((await ana.upload("a.csv", "x")).status);
  expect(statuses).toEqual([201, 201, 201, 201, 429]);
  expect((await ben.upload("a.csv", "x")).status).toBe(201);
});

test("after some megabytes a user has to wait, even after few uploads", async () => {
  expect((await ben.upload("a.csv", "x".repeat(2_500_000))).status).toBe(201);
  const response = await ben.upload("b.csv", "x".repeat(20_000_000));
  expect(response.status).toBe(429);
  expect(waitSecondsOf(response)).toBeGreaterThan(60);
});
