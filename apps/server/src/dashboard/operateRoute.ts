import { createDashboard } from "@package/dashboard";
import { Hono } from "hono";
import type { SessionUser } from "../api/ServerContext.ts";
import type { AppParts } from "../appParts.ts";
import { readSession, type ServerEnv } from "../http/session.ts";

/** The operators' dashboard at /operate. For everybody else, there is nothing at this path. */
export function operateRoute({ queue, sessions }: Pick<AppParts, "queue" | "sessions">) {
  const operators = new WeakMap<Request, SessionUser>();
  const dashboard = createDashboard({
    queue,
    basePath: "/operate",
    authorize(request) {
      const operator = operators.get(request);
      return operator ? { actor: operator.email } : null;
    },
  });
  return new Hono<ServerEnv>().use(readSession(sessions)).all("*", (c) => {
    const user = c.get("session")?.user;
    if (user?.role !== "operator") return c.notFound();
    operators.set(c.req.raw, user);
    return dashboard.fetch(c.req.raw);
  });
}
