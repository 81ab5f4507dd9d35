import { getConnInfo } from "@hono/node-server/conninfo";
import { isDatabaseUnavailable } from "@package/queue";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import type { AppParts } from "./appParts.ts";
import { dashboardRoute } from "./dashboard/dashboardRoute.ts";
import { operateRoute } from "./dashboard/operateRoute.ts";
import { fileRoute } from "./files/fileRoute.ts";
import { uploadRoute } from "./files/uploadRoute.ts";
import { allowMethods } from "./http/allowMethods.ts";
import { withClientAddress } from "./http/clientAddress.ts";
import { configRoute } from "./http/configRoute.ts";
import { healthRoute } from "./http/healthRoute.ts";
import { limitBody } from "./http/limitBody.ts";
import { requireSameOrigin } from "./http/requireSameOrigin.ts";
import { sandboxFiles, securityHeaders } from "./http/securityHeaders.ts";
import { readSession, type ServerEnv } from "./http/session.ts";
import { trpcRoute } from "./http/trpcRoute.ts";
import { createUserLimits } from "./http/userLimits.ts";
import { logProblem } from "./log.ts";

/** Enough for names and passwords. */
const maxAuthBodyBytes = 16 * 1024;

/** Creates the HTTP routes. It does not listen on a port. */
export function createApp(parts: AppParts): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>();
  app.use(requestId());
  app.use("/api/files/*", sandboxFiles);
  app.use(securityHeaders(parts.allowedOrigins[0]));
  app.use(compress());
  app.use(allowMethods);
  app.route("/", healthRoute(parts));

  app.use("/api/*", async (c, next) => {
    await next();
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
  });
  app.use("/api/*", requireSameOrigin(parts.allowedOrigins));
  app.use("/api/auth/*", limitBody(maxAuthBodyBytes));
  app.on(["GET", "POST"], "/api/auth/*", (c) => {
    const headers = withClientAddress(c.req.raw.headers, socketAddress(c), parts.hasTrustedProxies);
    return parts.sessions.handle(new Request(c.req.raw, { headers }));
  });
  app.route("/api/config", configRoute(parts));
  const limits = createUserLimits(parts.userLimits);
  app.route("/api/trpc", trpcRoute(parts, limits));
  app.use("/api/*", readSession(parts.sessions));
  app.route("/api/uploads", uploadRoute(parts, limits));
  app.route("/api/files", fileRoute(parts));
  app.all("/api/*", (c) => c.json({ message: `Not found: ${c.req.method} ${c.req.path}` }, 404));

  app.route("/operate", operateRoute(parts));
  app.route("/", dashboardRoute(parts.dashboardDir));
  app.notFound((c) => c.json({ message: `Not found: ${c.req.method} ${c.req.path}` }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (isDatabaseUnavailable(error)) {
      logProblem(`${c.req.method} ${c.req.path}: the database is unreachable`);
      return c.json({ message: "The database is currently unreachable. Try again in a moment." }, 503);
    }
    const id = c.get("requestId");
    logProblem(`Request ${id}, ${c.req.method} ${c.req.path}`, error);
    return c.json(
      { message: `Server error. The log of the server has the details under ${id}. Try again later.` },
      500,
    );
  });
  return app;
}

/** Returns undefined for a request without a connection, as in a test. */
function socketAddress(c: Parameters<typeof getConnInfo>[0]): string | undefined {
  return c.env?.incoming ? getConnInfo(c).remote.address : undefined;
}
