import { afterAll, expect, test, vi } from "vitest";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
vi.stubEnv("CRON_SECRET", "sesame");
const { queue } = await import("../nextjs/queue.ts");
const retry = await import("../nextjs/app/api/queue/retry/route.ts");
const run = await import("../nextjs/app/api/queue/run/route.ts");
afterAll(async () => {
  await queue.close();
  await database.drop();
});

const request = (path: string, secret = "sesame") =>
  new Request(`https://example.com${path}`, { method: "POST", headers: { authorization: `Bearer ${secret}` } });

/** A task that fails permanently at once, because its file does not exist. */
const addBroken = () => queue.addToQueue("CONTACT_IMPORT", { fileUrl: "upload:no-user/missing.csv" });

test.each([retry, run])("a request without the secret is refused", async ({ POST }) => {
  expect((await POST(request("/", "open"))).status).toBe(401);
  vi.stubEnv("CRON_SECRET", "");
  expect((await POST(request("/", ""))).status).toBe(401);
  vi.stubEnv("CRON_SECRET", "sesame");
});

test("the retry route runs failed tasks that are due and returns a summary", async () => {
  const { id } = await addBroken();
  await database.db.queueTask.update({ where: { id }, data: { status: "FAILED", attempts: 1 } });
  const response = await retry.POST(request("/api/queue/retry"));
  expect(response.status).toBe(207);
  expect(await response.json()).toMatchObject({ success: false, processed: 1, failed: 1, results: [{ id }] });
});

test("the run route runs waiting tasks", async () => {
  const { id } = await addBroken();
  const runOnce = async () => {
    const response = await run.POST(request("/api/queue/run?seconds=0.2"));
    return ((await response.json()) as { finished: number }).finished === 1;
  };
  await vi.waitUntil(runOnce, { timeout: 20_000 });
  expect(await queue.readFromQueue(id)).toMatchObject({ status: "MAX_RETRIES_REACHED" });
});
