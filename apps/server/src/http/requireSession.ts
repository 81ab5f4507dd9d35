import { createMiddleware } from "hono/factory";
import type { ServerEnv } from "./serverEnv.ts";

/** Lets only signed-in users pass. */
export const requireSession = createMiddleware<ServerEnv>(async (c, next) => {
  if (c.get("session")) return await next();
  return c.json({ message: "Sign in first: there is no valid session." }, 401);
});
