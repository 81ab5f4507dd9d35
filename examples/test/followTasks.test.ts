import { createTestDatabase } from "@package/db/testing";
import { defineWorker, QueueService } from "@package/queue";
import type { QueueStatusRows } from "@package/queue/monitor";
import { afterAll, expect, test, vi } from "vitest";
import { followTasks, openChanges } from "../followTasks.ts";

const database = await createTestDatabase();
const { db, url } = database;
const queue = new QueueService(db, { workers: { REPORT: defineWorker({ run: () => null }) }, connectionString: url });
const changes = openChanges(url);
afterAll(async () => {
  await queue.close();
  await changes.close();
  await database.drop();
});

test("a user's task is shown when it is added and when it has completed, without another user's tasks", async () => {
  const shown: QueueStatusRows[] = [];
  const stop = followTasks(db, changes, "ann", (status) => void shown.push(status));
  const last = () => shown.at(-1);
  await vi.waitFor(() => expect(changes.isListening).toBe(true), 10_000);
  await queue.addToQueue("REPORT", {}, { ownerId: "bob" });
  const { id } = await queue.addToQueue("REPORT", {}, { ownerId: "ann" });
  await vi.waitFor(() => expect(last()?.lists.pending.map((task) => task.id)).toEqual([id]), 5_000);
  queue.start();
  await vi.waitFor(() => expect(last()?.counts).toMatchObject({ active: 0, completed: 1 }), 5_000);
  stop();
});
