import type { QueueStatusView, TaskSummary } from "../../src/index.ts";

export function makeTask(id: string, change: Partial<TaskSummary> = {}): TaskSummary {
  const at = "2026-01-01T00:00:00.000Z";
  const times = {
    scheduledFor: null,
    dueAt: null,
    startedAt: null,
    processedAt: null,
    finishedAt: null,
    createdAt: at,
  };
  const texts = { progressNote: null, errorMessage: null, terminalReason: null };
  const numbers = { attempts: 0, maxAttempts: 3, priority: 0, progress: null, rev: 1 };
  const state = { status: "PENDING", isCancelRequested: false, isPaused: false, updatedAt: at } as const;
  return { id, type: "EMAIL_SEND", data: {}, ...state, ...numbers, ...texts, ...times, ...change };
}

const noCounts = {
  ...{ active: 0, pending: 0, scheduled: 0, processing: 0, retrying: 0 },
  ...{ completed: 0, failed: 0, cancelled: 0 },
};

export function makeView(change: Partial<QueueStatusView> = {}): QueueStatusView {
  return {
    ...{ pendingTasks: [], scheduledTasks: [], processingTasks: [], retryingTasks: [] },
    ...{ completedTasks: [], failedTasks: [], cancelledTasks: [], watchedTasks: [], missingIds: [] },
    counts: noCounts,
    now: "2026-01-01T00:00:00.000Z",
    userId: "ana",
    ...change,
  };
}
