import { db } from "@package/db";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { queue } from "@/queue";
import { appRouter } from "@/router";
import { readSession } from "@/session";

/** The tRPC procedures. Each user gets only their own tasks. */
const handle = (req: Request): Promise<Response> =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req,
    router: appRouter,
    createContext: async () => ({ session: await readSession(), db, queue }),
  });

export { handle as GET, handle as POST };
