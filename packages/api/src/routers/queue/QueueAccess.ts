import type { QueueTask, TaskExplanation } from "@package/queue";
import type { LiveStatus } from "../../live/LiveStatus.ts";
import type { TransactingClient } from "../../TransactingClient.ts";

/** The part of `QueueService` that the procedures use. */
export interface TaskQueue {
  cancelTask(taskId: string): Promise<QueueTask>;
  retryTask(taskId: string): Promise<QueueTask>;
  deleteFromQueue(taskId: string): Promise<void>;
  explainTask(taskId: string): Promise<TaskExplanation>;
}

/** What the procedures need of a request. */
export interface QueueAccess {
  /** Your Prisma client. */
  db: TransactingClient;
  /** Your queue service. */
  queue: TaskQueue;
  /** The id of the signed-in user: the `ownerId` of the tasks that the request may read and change. */
  ownerId: string;
  /** Sends changes to open streams. Without it, `onStatus` responds NOT_IMPLEMENTED, and clients poll. */
  live?: LiveStatus | undefined;
  /** Says whether the session of this request still exists. An open stream asks every 60 seconds. Default: it does. */
  isSessionValid?: (() => Promise<boolean>) | undefined;
}
