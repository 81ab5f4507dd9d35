import { getQueueStatus } from "@package/api";
import { defineWorker, QueueService, type Workers } from "@package/queue";
import { afterAll, expect, test } from "vitest";
import { installDom } from "./support/installDom.ts";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const finish = Promise.withResolvers<void>();
const workers: Workers = { SLOW: defineWorker({ run: () => finish.promise }) };
const queue = new QueueService(database.db, { workers });
const fetchStatus = () => getQueueStatus(database.db, { ownerId: "ana" });

const dom = installDom();
const { cleanup, render, screen } = await import("@testing-library/react");
const { QueueMonitorProvider } = await import("@package/react");
const { useQueueTaskToast } = await import("@/hooks/useQueueTaskToast");
const { QueueMonitorComponent } = await import("../contract/QueueMonitorComponent.tsx");

afterAll(async () => {
  cleanup();
  await dom.remove();
  await queue.close();
  await database.drop();
});

test("the component shows the user's running tasks, opens their toasts, and counts completed tasks", async () => {
  const mine = await queue.addToQueue("SLOW", {}, { ownerId: "ana" });
  await queue.addToQueue("SLOW", {}, { ownerId: "ben" });
  const processed = queue.processJob(mine.id);
  await expect.poll(() => queue.hasProcessingTasks("SLOW")).toBe(true);

  render(
    <QueueMonitorProvider userId="ana" fetchStatus={fetchStatus}>
      <QueueMonitorComponent />
    </QueueMonitorProvider>,
  );
  await screen.findByText("Active Tasks: 1");
  expect(screen.getByText("Completed: 0")).toBeDefined();
  expect(useQueueTaskToast().getActiveToastIds()).toEqual([mine.id]);

  finish.resolve();
  await processed;
  document.dispatchEvent(new Event("visibilitychange")); // the next regular poll comes after 10 s
  await screen.findByText("Completed: 1");
  expect(screen.getByText("Active Tasks: 0")).toBeDefined();
});
