import type { PrismaClient } from "@package/db";
import type { EmailInbox } from "./emailInbox.ts";
import type { TaskQueue } from "./taskQueue.ts";

/** Who is signed in, as far as the API needs to know. */
export interface SessionUser {
  id: string;
  name: string;
  email: string;
  /** `user` or `operator`; both see their own tasks only, an operator also how many there are of everybody's. */
  role: string;
}

/** What every procedure is given. Where the session comes from is the server's business: a test writes it by hand. */
export interface ApiContext {
  session: { user: SessionUser } | null;
  db: PrismaClient;
  queue: TaskQueue;
  /** The development inbox; absent where there is none. */
  inbox?: EmailInbox | undefined;
  /**
   * Counts a change (a mutation) of a user before it is made; answers the seconds that the user has to wait instead, or
   * null. Absent: there is no limit.
   */
  countChange?: ((userId: string) => Promise<number | null>) | undefined;
  /** Names the request in an answer about a failure, so that it can be found in the log. */
  requestId?: string | undefined;
}
