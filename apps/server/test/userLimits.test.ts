import { request } from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestServer } from "./createTestServer.ts";
import type { TestClient } from "./TestClient.ts";

let server: Awaited<ReturnType<typeof createTestServer>>;
let ana: TestClient;
let ben: TestClient;
beforeAll(async () => {
  const userLimits = { changesPerMinute: 3, uploadsPerMinute: 4, uploadMegabytesPerHour: 2 };
  server = await createTestServer({ parts: { userLimits, maxUploadBytes: { image: 1000, csv: 21_000_000 } } });
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

test("refused uploads count neither as uploads nor against the megabytes of stored ones", async () => {
  const olga = await server.signIn("Olga");
  for (const [name, body] of [
    ["a.svg", "x"],
    ["a.csv", ""],
    ["b.png", "x".repeat(3_000_000)],
  ] as const)
    expect((await olga.upload(name, body)).ok).toBe(false);
  const statuses = [];
  for (let upload = 0; upload < 4; upload++) statuses.push((await olga.upload("a.csv", "x")).status);
  expect(statuses).toEqual([201, 201, 201, 201]);
});

test("a client that sends only what is refused has to wait too, after some uploads or some megabytes", async () => {
  const userLimits = { uploadsPerMinute: 3, refusedMegabytesPerHour: 1 };
  const strict = await createTestServer({ parts: { userLimits, maxUploadBytes: { image: 1000, csv: 1000 } } });
  const many = await strict.signIn("Ana");
  const statuses = [];
  for (let upload = 0; upload < 4; upload++) statuses.push((await many.upload("a.csv", "")).status);
  expect(statuses).toEqual([400, 400, 400, 429]);

  const large = await strict.signIn("Ben");
  expect((await large.upload("a.csv", "x".repeat(1_200_000))).status).toBe(413);
  const refused = await large.upload("a.csv", "x");
  expect(refused.status).toBe(429);
  expect(waitSecondsOf(refused)).toBeGreaterThan(60);
  await strict.close();
});

test("an upload that its client breaks off counts towards the refused ones", async () => {
  const strict = await createTestServer({ parts: { userLimits: { refusedMegabytesPerHour: 0.001 } } });
  const client = await strict.signIn("Ana");
  const cookie = [...client.cookies].map((pair) => pair.join("=")).join("; ");
  const headers = { origin: strict.url, cookie, "x-file-name": "a.csv", "content-length": "500000" };
  const write = vi.spyOn(strict.storage, "write");
  const broken = request(`${strict.url}/api/uploads`, { method: "POST", headers }).on("error", () => {});
  broken.write("x".repeat(50_000));
  await expect.poll(() => write.mock.calls.length).toBe(1);
  expect(write.mock.settledResults[0]?.type).toBe("incomplete");
  broken.destroy();
  await expect.poll(() => write.mock.settledResults[0]?.type).toBe("rejected");
  await expect.poll(async () => (await client.upload("a.csv", "x")).status).toBe(429);
  await strict.close();
});
