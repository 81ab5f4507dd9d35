import { createPrismaClient } from "@package/db";
import { QueueError } from "@package/queue";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ana, createCaller, createTestApi, insertRows } from "./createTestApi.ts";

let api: Awaited<ReturnType<typeof createTestApi>>;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

class UnforeseenError extends QueueError {
  readonly code = "SOMETHING_NEW";
}

test("an unreachable database gives SERVICE_UNAVAILABLE without its address", async () => {
  const db = createPrismaClient("postgresql://app:hunter2@127.0.0.1:1/app");
  const reading = createCaller({ ...api.contextOf(ana), db }).queue.getQueueStatus();
  const error = await reading.catch((problem: unknown) => problem);
  expect(error).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  expect((error as Error).message).not.toMatch(/hunter2|127\.0\.0\.1/);
  await db.$disconnect();
});

test("terminated connections give SERVICE_UNAVAILABLE, and the next call works", async () => {
  const isStopped = vi.spyOn(api.queue, "explainTask").mockImplementation(async () => {
    await api.db.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
    throw new Error("not reached");
  });
  const [id] = (await insertRows(api.db, [{ owner: ana }])) as [string];
  await expect(api.as(ana).queue.getTask({ id })).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  isStopped.mockRestore();
  await expect(api.as(ana).queue.getTask({ id })).resolves.toMatchObject({ id });
});

test("an error of the queue without a code of its own here is an internal one", async () => {
  const [id] = (await insertRows(api.db, [{ owner: ana }])) as [string];
  const failing = vi.spyOn(api.queue, "cancelTask").mockRejectedValue(new UnforeseenError("?"));
  await expect(api.as(ana).queue.cancelTask({ id })).rejects.toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
  failing.mockRestore();
});
