import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { live, queue } from "./queue.ts";
import { appRouter, type Context } from "./router.ts";

type ReadUser = (request: { headers: NodeJS.Dict<string | string[]> }) => Context["user"];

/** @param readUser - your session, for example from a cookie */
export function startServer(readUser: ReadUser) {
  const server = createHTTPServer({
    router: appRouter,
    createContext: ({ req }) => {
      const user = readUser(req);
      // Without it, the stream of a user who has signed out goes on.
      return { user, isSessionValid: async () => readUser(req)?.id === user?.id };
    },
  });
  const stop = async () => {
    await live.close(); // first: an open stream is a request that does not end
    await new Promise((resolve) => server.close(resolve));
    await queue.close();
  };
  return { server: server.listen(0), stop };
}
