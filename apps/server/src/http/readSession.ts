import { createMiddleware } from "hono/factory";
import type { SessionPort } from "../auth/sessionPort.ts";
import type { ServerEnv } from "./serverEnv.ts";

/** Puts the request's session, or null, where the routes find it, and prolongs its cookie when that is due. */
export function readSession(sessions: SessionPort) {
  return createMiddleware<ServerEnv>(async (c, next) => {
    const { session, setCookies } = await sessions.readSession(c.req.raw.headers);
    c.set("session", session);
    await next();
    for (const cookie of setCookies) c.header("set-cookie", cookie, { append: true });
  });
}
