import { createTestDatabase } from "@package/db/testing";
import { defineWorker, QueueService } from "@package/queue";
import { appRouter } from "../../src/api/appRouter.ts";
import type { EmailInbox } from "../../src/api/emailInbox.ts";
import type { ServerContext, SessionUser } from "../../src/api/ServerContext.ts";

const run = async () => ({});
const workers = {
  IMAGE_PROCESS: defineWorker({ run }),
  EMAIL_SEND: defineWorker({ run }),
  CONTACT_IMPORT: defineWorker({ run }),
};

export const ana = userNamed("ana");
export const ben = userNamed("ben");

function userNamed(name: string): SessionUser {
  return { id: `user-${name}`, name, email: `${name}@example.com`, role: "user" };
}

/** A database of its own and a caller of the demo's procedures for each user. */
export async function createTestCaller(options: { inbox?: EmailInbox } = {}) {
  const { db, drop } = await createTestDatabase();
  const queue = new QueueService(db, { workers });
  const as = (user: SessionUser | null, context: Partial<ServerContext> = {}) =>
    appRouter.createCaller({ session: user && { user }, db, queue, inbox: options.inbox, ...context });
  return {
    db,
    queue,
    as,
    close: async () => {
      await queue.close();
      await drop();
    },
  };
}
