import { getQueueStatus } from "@package/api";
import { defineWorker, QueueService, type Workers } from "@package/queue";
import type { ReactNode } from "react";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { installDom } from "./support/installDom.ts";
import { openExampleDatabase } from "./support/openExampleDatabase.ts";

const database = await openExampleDatabase();
const finish = Promise.withResolvers<void>();
const slow = defineWorker({
  run: (_data, { progress }) => {
    progress(40);
    return finish.promise;
  },
});
const workers: Workers = { IMAGE_PROCESS: slow };
const queue = new QueueService(database.db, { workers });
const fetchStatus = () => getQueueStatus(database.db, { ownerId: "ana" });

const dom = installDom();
const { cleanup, fireEvent, render, screen } = await import("@testing-library/react");
const { QueueMonitorProvider } = await import("@package/react");
const { TaskToasts } = await import("../react/TaskToasts.tsx");
const { OwnToasts } = await import("../react/OwnToasts.tsx");

const task = await queue.addToQueue("IMAGE_PROCESS", { imageUrl: "https://example.com/cat.jpg" }, { ownerId: "ana" });
const processed = queue.processJob(task.id);
await vi.waitUntil(async () => (await queue.readFromQueue(task.id))?.progress === 40, { timeout: 20_000 });

afterEach(() => cleanup());

afterAll(async () => {
  finish.resolve();
  await processed;
  await dom.remove();
  await queue.close();
  await database.drop();
});

const Page = ({ children }: { children: ReactNode }) => (
  <QueueMonitorProvider userId="ana" fetchStatus={fetchStatus}>
    {children}
  </QueueMonitorProvider>
);

test("the styled toasts have the app's titles and the contract's steps", async () => {
  render(<TaskToasts userId="ana" />, { wrapper: Page });
  await screen.findByText("Convert cat.jpg");
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("40");
  const steps = [...document.querySelectorAll(".queue-step-label")].map((label) => label.textContent);
  expect(steps).toEqual(["Added to queue", "Waiting to start...", "Processing", "Completed"]);
});

test("toasts of one's own show, announce and close the same tasks", async () => {
  render(<OwnToasts userId="ana" />, { wrapper: Page });
  await screen.findByText("Image process");
  await vi.waitUntil(() => screen.getByRole("status").textContent?.includes("Processing"), { timeout: 10_000 });
  fireEvent.click(screen.getByRole("button", { name: "Dismiss Image process" }));
  await vi.waitUntil(() => screen.queryByText("Image process") === null, { timeout: 10_000 });
});
