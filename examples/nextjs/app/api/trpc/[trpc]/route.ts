import { db } from "@package/db";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { live } from "@/live";
import { queue } from "@/queue";
import { appRouter } from "@/router";
import { readSession } from "@/session";

/** The tRPC procedures, and the stream of changes. Each user gets only their own tasks. */
const handle = (req: Request): Promise<Response> =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req,
    router: appRouter,
    createContext: async () => ({ session: await readSession(), db, queue, live }),
  });

export { handle as GET, handle as POST };
