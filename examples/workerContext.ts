import { randomUUID } from "node:crypto";
import type { WorkerContext } from "@package/queue";

/** Creates a context for calling a worker's `run` in a unit test, without a database. */
export function workerContext(given: Partial<WorkerContext> = {}): WorkerContext {
  const now = new Date();
  const task = {
    id: randomUUID(),
    type: "TEST",
    data: {},
    status: "PROCESSING" as const,
    attempts: 1,
    maxAttempts: 3,
    failedProviders: [],
    createdAt: now,
    updatedAt: now,
  };
  return {
    task,
    attempt: 1,
    signal: new AbortController().signal,
    provider: null,
    providers: [],
    idempotencyKey: task.id,
    progress: () => {},
    log: () => {},
    addToQueue: async (type, data) => ({ ...task, id: randomUUID(), type, data, status: "PENDING" }),
    ...given,
  };
}
