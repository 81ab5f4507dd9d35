import type { ApiContext } from "@package/api";
import type { PrismaClient } from "@package/db";
import type { QueueService } from "@package/queue";
import type { EmailInbox } from "./emailInbox.ts";

/** The signed-in user. */
export interface SessionUser {
  id: string;
  name: string;
  email: string;
  /** `user` or `operator`. Both see only their own tasks; an operator also sees queue-wide counts. */
  role: string;
}

/** The part of the queue service that the procedures use. */
export type ServerQueue = ApiContext["queue"] & Pick<QueueService, "addToQueue">;

/** Passed to every procedure. The server reads the session; a test writes one by hand. */
export interface ServerContext extends ApiContext {
  session: { user: SessionUser } | null;
  db: PrismaClient;
  queue: ServerQueue;
  /** The development inbox; absent in production. */
  inbox?: EmailInbox | undefined;
}
