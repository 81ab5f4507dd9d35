import type { HttpBindings } from "@hono/node-server";
import { createMiddleware } from "hono/factory";
import type { SessionUser } from "../api/ServerContext.ts";
import type { SessionPort } from "../auth/sessionPort.ts";

/** The context of the routes. */
export interface ServerEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    session: { user: SessionUser } | null;
  };
}

/** Stores the request's session, or null, in the context, and extends its cookie when that is due. */
export function readSession(sessions: SessionPort) {
  return createMiddleware<ServerEnv>(async (c, next) => {
    const { session, setCookies } = await sessions.readSession(c.req.raw.headers);
    c.set("session", session);
    await next();
    for (const cookie of setCookies) c.header("set-cookie", cookie, { append: true });
  });
}

/** Responds with 401 to users who are not signed in. */
export const requireSession = createMiddleware<ServerEnv>(async (c, next) => {
  if (c.get("session")) return await next();
  return c.json({ message: "Not signed in, or the session has expired. Sign in first." }, 401);
});
