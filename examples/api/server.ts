import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { live, queue } from "./queue.ts";
import { appRouter, type Context } from "./router.ts";

/** @param readUser - your session, for example from a cookie */
export function startServer(readUser: (request: { headers: NodeJS.Dict<string | string[]> }) => Context["user"]) {
  const server = createHTTPServer({ router: appRouter, createContext: ({ req }) => ({ user: readUser(req) }) });
  const stop = async () => {
    await live.close(); // first: an open stream is a request that does not end
    await new Promise((resolve) => server.close(resolve));
    await queue.close();
  };
  return { server: server.listen(0), stop };
}
