import { TooManyRequestsError, toTrpcError } from "@package/api";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Hono } from "hono";
import { appRouter } from "../api/appRouter.ts";
import type { ServerContext } from "../api/ServerContext.ts";
import type { AppParts } from "../appParts.ts";
import { logProblem } from "../log.ts";
import { limitBody } from "./limitBody.ts";
import type { ServerEnv } from "./session.ts";
import type { UserLimits } from "./userLimits.ts";

const maxBodyBytes = 1.5 * 1024 * 1024;
const maxBatchSize = 20;

/** The procedures of the API at /api/trpc. */
export function trpcRoute(parts: AppParts, limits: UserLimits) {
  return new Hono<ServerEnv>().use(limitBody(maxBodyBytes)).all("/*", async (c) => {
    const requestId = c.get("requestId");
    const response = await fetchRequestHandler({
      endpoint: "/api/trpc",
      req: c.req.raw,
      router: appRouter,
      maxBatchSize,
      createContext: async (): Promise<ServerContext> => {
        const { headers } = c.req.raw;
        const { session, setCookies } = await parts.sessions.readSession(headers).catch((error: unknown) => {
          throw toTrpcError(error);
        });
        for (const cookie of setCookies) c.header("set-cookie", cookie, { append: true });
        const { db, queue, live, inbox, sessions } = parts;
        const isSessionValid = async () => (await sessions.readUserId(headers)) === session?.user.id;
        return { session, isSessionValid, db, queue, live, inbox, countChange: limits.countChange, requestId };
      },
      responseMeta({ errors }) {
        const refusal = errors.map((error) => error.cause).find((cause) => cause instanceof TooManyRequestsError);
        return refusal ? { headers: { "retry-after": String(refusal.retryAfterSeconds) } } : {};
      },
      onError({ error, path }) {
        if (error.code === "INTERNAL_SERVER_ERROR") logProblem(`Request ${requestId}, ${path}`, error.cause ?? error);
      },
    });
    return c.newResponse(response.body, response);
  });
}
