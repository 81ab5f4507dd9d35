import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "../../../../server/router.ts";
import { readUserId } from "../../../../server/session.ts";

const handle = (req: Request): Promise<Response> =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req,
    router: appRouter,
    createContext: () => ({ userId: readUserId(req.headers) }),
  });

export { handle as GET, handle as POST };
