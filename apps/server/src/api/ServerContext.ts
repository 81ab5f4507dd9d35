import type { ApiContext } from "@package/api";
import type { OperatedQueue } from "@package/dashboard";
import type { PrismaClient } from "@package/db";
import type { QueueService } from "@package/queue";
import type { EmailInbox } from "./emailInbox.ts";

/** The signed-in user. */
export interface SessionUser {
  id: string;
  name: string;
  email: string;
  /** `user` or `operator`. Both see only their own tasks; an operator also sees queue-wide counts, and the dashboard at /operate. */
  role: string;
}

/** The part of the queue service that the procedures and the operators' dashboard use. */
export type ServerQueue = ApiContext["queue"] & Pick<QueueService, "addToQueue"> & OperatedQueue;

/** Passed to every procedure. The server reads the session; a test writes one by hand. */
export interface ServerContext extends ApiContext {
  session: { user: SessionUser } | null;
  db: PrismaClient;
  queue: ServerQueue;
  /** The development inbox; absent in production. */
  inbox?: EmailInbox | undefined;
}
