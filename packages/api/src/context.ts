import type { LiveStatus } from "./live/LiveStatus.ts";
import type { TaskQueue } from "./routers/queue/QueueAccess.ts";
import type { TransactingClient } from "./TransactingClient.ts";

/** The signed-in user. */
export interface SessionUser {
  id: string;
  /** An `operator` also sees queue-wide counts. Every user sees only their own tasks. */
  role?: string | undefined;
}

/** Passed to every procedure. Your server reads the session; a test writes one by hand. */
export interface ApiContext {
  session: { user: SessionUser } | null;
  /** Your Prisma client. */
  db: TransactingClient;
  /** Your queue service. */
  queue: TaskQueue;
  /** Sends changes to open streams. Without it, `queue.onStatus` responds NOT_IMPLEMENTED, and clients poll. */
  live?: LiveStatus | undefined;
  /** Says whether the session of this request still exists. An open stream asks every 60 seconds. Default: it does. */
  isSessionValid?: (() => Promise<boolean>) | undefined;
  /**
   * Counts a mutation of a user before it runs. Returns null, or the seconds to wait if the user has reached the limit.
   * Default: no limit.
   */
  countChange?: ((userId: string) => Promise<number | null>) | undefined;
  /** Identifies the request in error responses and in the log. */
  requestId?: string | undefined;
}
