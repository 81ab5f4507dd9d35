import { expect, test } from "vitest";
import { defineWorker, defineWorkers, type QueueStatus } from "../src/index.ts";
import { setUpTestQueues } from "./support/setUpTestQueues.ts";

// Applications describe the queue with their own interfaces, to pass it around and to replace it in tests. The main assertion
// is that this file compiles.
// biome-ignore lint/suspicious/noExplicitAny: such interfaces use it
interface Task<TData = any, TResult = unknown> {
  id: string;
  type: string;
  data: TData;
  result?: TResult;
  status: QueueStatus;
  attempts: number;
  maxAttempts: number;
  failedProviders: string[];
  errorMessage?: string | null;
  errorPatterns?: Record<string, unknown> | null;
  priority?: number;
  scheduledFor?: Date | null;
  processedAt?: Date | null;
  createdAt: Date;
  updatedAt: Date;
  referenceId?: string | null;
  referenceType?: string | null;
}

interface Queue {
  addToQueue<TData>(
    type: string,
    data: TData,
    options?: {
      priority?: number;
      scheduledFor?: Date;
      maxAttempts?: number;
      reference?: { id: string; type: string };
    },
  ): Promise<Task<TData>>;
  processJob<TData, TResult>(
    taskId: string,
    currentAttempt?: number,
    options?: { skipIfProcessing?: boolean },
  ): Promise<Task<TData, TResult> | null>;
  readFromQueue<TData, TResult>(taskId: string): Promise<Task<TData, TResult> | null>;
  updateInQueue<TData, TResult>(taskId: string, data: Partial<Task<TData, TResult>>): Promise<Task<TData, TResult>>;
  deleteFromQueue(taskId: string): Promise<void>;
  handleRateLimitError(taskId: string, provider: string, retryAfter?: number): Promise<void>;
  retryFailedQueueTasks(): Promise<{ success: boolean; message: string; processed: number; results?: unknown[] }>;
}

const queues = setUpTestQueues();
const openTyped = () =>
  queues.open(defineWorkers({ ECHO: defineWorker({ run: (data): unknown => ({ said: data }) }) }));

test("a service matches an interface of the application", async () => {
  const queue: Queue = openTyped();
  const task = await queue.addToQueue("ECHO", { text: "hi" }, { priority: 1 });
  expect(task.data.text).toBe("hi");
  expect((await queue.updateInQueue(task.id, { ...task, priority: 4 })).priority).toBe(4);
  const done = await queue.processJob<{ text: string }, { said: { text: string } }>(task.id);
  expect(done?.result?.said.text).toBe("hi");
});

test("a function of the application can add data of any type", async () => {
  const queue = openTyped();
  async function addUrgent<TData>(type: string, data: TData): Promise<Task<TData>> {
    return queue.addToQueue(type, data, { priority: 100 });
  }
  async function addDescribed<TData>(type: string, data: TData): Promise<Task<TData>> {
    return queue.addToQueue<TData>(type, data);
  }
  expect((await addUrgent("ECHO", { n: 1 })).data.n).toBe(1);
  expect((await addDescribed("OTHER", { n: 2 })).data.n).toBe(2);
});
