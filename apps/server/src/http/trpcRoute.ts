import { appRouter, toTrpcError } from "@package/api";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { AppParts } from "../appParts.ts";
import { logProblem } from "../log.ts";
import type { ServerEnv } from "./serverEnv.ts";

const maxBodyBytes = 1.5 * 1024 * 1024;
const maxBatchSize = 20;

/** The procedures of `@package/api` at /api/trpc. */
export function trpcRoute(parts: AppParts) {
  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError: (c) =>
      c.json({ message: `The request is larger than ${maxBodyBytes} bytes.` }, 413, { connection: "close" }),
  });
  return new Hono<ServerEnv>().use(limit).all("/*", async (c) => {
    const requestId = c.get("requestId");
    const response = await fetchRequestHandler({
      endpoint: "/api/trpc",
      req: c.req.raw,
      router: appRouter,
      maxBatchSize,
      createContext: async () => {
        const { session, setCookies } = await parts.sessions.readSession(c.req.raw.headers).catch((error: unknown) => {
          throw toTrpcError(error);
        });
        for (const cookie of setCookies) c.header("set-cookie", cookie, { append: true });
        return { session, db: parts.db, queue: parts.queue, inbox: parts.inbox, requestId };
      },
      onError({ error, path }) {
        if (error.code === "INTERNAL_SERVER_ERROR") logProblem(`Request ${requestId}, ${path}`, error.cause ?? error);
      },
    });
    return c.newResponse(response.body, response);
  });
}
