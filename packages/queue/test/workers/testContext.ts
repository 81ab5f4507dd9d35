import type { WorkerContext } from "../../src/workers/defineWorker.ts";

export interface TestContext extends WorkerContext {
  readonly reports: { percent: number; note: string | undefined }[];
  readonly lines: { level: string; message: string }[];
}

/** A worker's context that records what the worker reports. */
export function createTestContext(
  options: { id?: string; ownerId?: string | null; attempt?: number; signal?: AbortSignal; type?: string } = {},
): TestContext {
  const { id = "task-1", ownerId = "user-1", attempt = 1, signal = new AbortController().signal } = options;
  const reports: TestContext["reports"] = [];
  const lines: TestContext["lines"] = [];
  const now = new Date();
  return {
    task: {
      id,
      type: options.type ?? "TEST",
      data: {},
      status: "PROCESSING",
      attempts: attempt,
      maxAttempts: 3,
      failedProviders: [],
      createdAt: now,
      updatedAt: now,
      ownerId,
    },
    attempt,
    signal,
    provider: null,
    providers: [],
    idempotencyKey: `queue-task-${id}`,
    progress: (percent, note) => void reports.push({ percent, note }),
    log: (level, message) => void lines.push({ level, message }),
    addToQueue: () => Promise.reject(new Error("These workers add no tasks.")),
    reports,
    lines,
  };
}
