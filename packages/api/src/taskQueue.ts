import type { AddToQueueOptions, QueueTask, TaskExplanation } from "@package/queue";

/** The part of `QueueService` that the API uses. */
export interface TaskQueue {
  addToQueue(type: string, data: unknown, options: AddToQueueOptions): Promise<QueueTask>;
  cancelTask(taskId: string): Promise<QueueTask>;
  retryTask(taskId: string): Promise<QueueTask>;
  deleteFromQueue(taskId: string): Promise<void>;
  explainTask(taskId: string): Promise<TaskExplanation>;
}
