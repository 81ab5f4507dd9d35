import type { QueueStatusChange, QueueStatusView, TaskSummary } from "@package/react";
import { afterAll, expect, test, vi } from "vitest";
import { installDom } from "./support/installDom.ts";

const dom = installDom();
const { cleanup, fireEvent, render, screen } = await import("@testing-library/react");
const { QueueProvider } = await import("../hooks/QueueProvider.tsx");
const { ImportProgress } = await import("../hooks/ImportProgress.tsx");
const { AddImport } = await import("../hooks/AddImport.tsx");

const time = "2026-01-01T10:00:00.000Z";
const task: TaskSummary = {
  ...{ id: "import01", type: "CONTACT_IMPORT", status: "PENDING", data: {}, attempts: 0, maxAttempts: 3, priority: 0 },
  ...{
    progress: null,
    progressNote: null,
    errorMessage: null,
    terminalReason: null,
    isCancelRequested: false,
    isPaused: false,
  },
  ...{ scheduledFor: null, dueAt: time, startedAt: null, processedAt: null, finishedAt: null },
  ...{ createdAt: time, updatedAt: time, rev: 1 },
};
const status: QueueStatusView = {
  ...{ pendingTasks: [], scheduledTasks: [], processingTasks: [], retryingTasks: [], completedTasks: [] },
  ...{ failedTasks: [], cancelledTasks: [], watchedTasks: [], missingIds: [], now: time, userId: "ana" },
  counts: { active: 0, pending: 0, scheduled: 0, processing: 0, retrying: 0, completed: 0, failed: 0, cancelled: 0 },
};

const streams: FakeEventSource[] = [];

class FakeEventSource extends EventTarget {
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    streams.push(this);
  }
  send(change: Partial<QueueStatusChange>) {
    const { missingIds, counts, now, userId } = status;
    this.onmessage?.({ data: JSON.stringify({ changed: [], lists: {}, missingIds, counts, now, userId, ...change }) });
  }
  close() {}
}

vi.stubGlobal("EventSource", FakeEventSource);
vi.stubGlobal("fetch", async (url: string) =>
  Response.json(
    url === "/api/imports" ? task : { ...status, missingIds: url.includes("import01") ? ["import01"] : [] },
  ),
);

afterAll(async () => {
  cleanup();
  vi.unstubAllGlobals();
  await dom.remove();
});

test("a task that does not exist is named, an added one is shown at once, then its progress", async () => {
  render(
    <QueueProvider userId="ana">
      <AddImport fileUrl="upload:a.csv" />
      <ImportProgress taskId="import01" />
    </QueueProvider>,
  );
  await screen.findByText("This import was deleted.");
  fireEvent.click(screen.getByRole("button", { name: "Import" }));
  await screen.findByText("PENDING, 0 %");
  const running: TaskSummary = { ...task, status: "PROCESSING", progress: 40, rev: 2 };
  streams.at(-1)?.send({ changed: [running], lists: { processingTasks: ["import01"] } });
  await screen.findByText("PROCESSING, 40 %");
  expect(streams[0]?.url).toMatch(/^\/api\/tasks\/stream/);
});
