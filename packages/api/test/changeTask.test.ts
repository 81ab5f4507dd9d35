import { afterAll, beforeAll, expect, test } from "vitest";
import { ana, createTestApi, insertRows } from "./createTestApi.ts";

let api: Awaited<ReturnType<typeof createTestApi>>;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

test("a waiting task is cancelled at once", async () => {
  const [id] = (await insertRows(api.db, [{ owner: ana }])) as [string];
  expect(await api.as(ana).queue.cancelTask({ id })).toMatchObject({
    id,
    status: "CANCELLED",
    isCancelRequested: false,
  });
});

test("cancelling a running task returns that cancellation was requested", async () => {
  const [id] = (await insertRows(api.db, [{ owner: ana, status: "PROCESSING" }])) as [string];
  expect(await api.as(ana).queue.cancelTask({ id })).toMatchObject({ status: "PROCESSING", isCancelRequested: true });
});

test("a failed task is put back into the queue", async () => {
  const [id] = (await insertRows(api.db, [{ owner: ana, status: "MAX_RETRIES_REACHED" }])) as [string];
  expect(await api.as(ana).queue.retryTask({ id })).toMatchObject({ status: "PENDING", finishedAt: null });
});

test("an action that a completed task does not allow gives CONFLICT and a reason", async () => {
  const [id] = (await insertRows(api.db, [{ owner: ana, status: "COMPLETED" }])) as [string];
  await expect(api.as(ana).queue.cancelTask({ id })).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(api.as(ana).queue.retryTask({ id })).rejects.toThrow("COMPLETED");
});

test("a deleted task is gone, and deleting it again is NOT_FOUND", async () => {
  const [id] = (await insertRows(api.db, [{ owner: ana, status: "COMPLETED" }])) as [string];
  expect(await api.as(ana).queue.deleteTask({ id })).toEqual({ id });
  await expect(api.as(ana).queue.deleteTask({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test.each(["", "not an id", "' OR 1=1 --", "c".repeat(65)])("%j is refused as an id", async (id) => {
  await expect(api.as(ana).queue.getTask({ id })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});
