import type { PrismaClient } from "@package/db";
import type { AddToQueueOptions, QueueTask, TaskExplanation } from "@package/queue";
import type { EmailInbox } from "./emailInbox.ts";

/** The signed-in user. */
export interface SessionUser {
  id: string;
  name: string;
  email: string;
  /** `user` or `operator`. Both see only their own tasks; an operator also sees queue-wide counts. */
  role: string;
}

/** Passed to every procedure. The server reads the session; a test writes one by hand. */
export interface ApiContext {
  session: { user: SessionUser } | null;
  db: PrismaClient;
  queue: TaskQueue;
  /** The development inbox; absent in production. */
  inbox?: EmailInbox | undefined;
  /**
   * Counts a mutation of a user before it runs. Returns null, or the seconds to wait if the user has reached the limit.
   * Default: no limit.
   */
  countChange?: ((userId: string) => Promise<number | null>) | undefined;
  /** Identifies the request in error responses and in the log. */
  requestId?: string | undefined;
}

/** The part of `QueueService` that the API uses. */
export interface TaskQueue {
  addToQueue(type: string, data: unknown, options: AddToQueueOptions): Promise<QueueTask>;
  cancelTask(taskId: string): Promise<QueueTask>;
  retryTask(taskId: string): Promise<QueueTask>;
  deleteFromQueue(taskId: string): Promise<void>;
  explainTask(taskId: string): Promise<TaskExplanation>;
}
