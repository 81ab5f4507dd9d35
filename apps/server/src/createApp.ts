import { getConnInfo } from "@hono/node-server/conninfo";
import { isDatabaseAway } from "@package/api";
import { Hono } from "hono";
import { compress } from "hono/compress";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import type { AppParts } from "./appParts.ts";
import { dashboardRoute } from "./dashboard/dashboardRoute.ts";
import { fileRoute } from "./files/fileRoute.ts";
import { sandboxFiles } from "./files/sandboxFiles.ts";
import { uploadRoute } from "./files/uploadRoute.ts";
import { withClientAddress } from "./http/clientAddress.ts";
import { configRoute } from "./http/configRoute.ts";
import { healthRoute } from "./http/healthRoute.ts";
import { limitBody } from "./http/limitBody.ts";
import { readSession } from "./http/readSession.ts";
import { requireSameOrigin } from "./http/requireSameOrigin.ts";
import { securityHeaders } from "./http/securityHeaders.ts";
import type { ServerEnv } from "./http/serverEnv.ts";
import { trpcRoute } from "./http/trpcRoute.ts";
import { createUserLimits } from "./http/userLimits.ts";
import { logProblem } from "./log.ts";

/** Names and passwords need no more. */
const maxAuthBodyBytes = 16 * 1024;

/** The whole HTTP side, as a handler of requests that listens nowhere by itself. */
export function createApp(parts: AppParts): Hono<ServerEnv> {
  const isHttps = parts.allowedOrigins[0]?.startsWith("https://") ?? false;
  const app = new Hono<ServerEnv>();
  app.use(requestId());
  app.use("/api/files/*", sandboxFiles);
  app.use(securityHeaders(isHttps));
  app.use(compress());
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
  app.all("/api/*", (c) => c.json({ message: `There is nothing at ${c.req.method} ${c.req.path}.` }, 404));

  app.route("/", dashboardRoute(parts.dashboardDir));
  app.notFound((c) => c.json({ message: `There is nothing at ${c.req.method} ${c.req.path}.` }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (isDatabaseAway(error)) {
      logProblem(`${c.req.method} ${c.req.path}: the database cannot be reached`);
      return c.json({ message: "The database cannot be reached just now. Try again in a moment." }, 503);
    }
    const id = c.get("requestId");
    logProblem(`Request ${id}, ${c.req.method} ${c.req.path}`, error);
    return c.json(
      { message: `The server failed to answer; its log has the details under ${id}. Try again later.` },
      500,
    );
  });
  return app;
}

/** Undefined for a request that did not come over a connection, as in a test. */
function socketAddress(c: Parameters<typeof getConnInfo>[0]): string | undefined {
  return c.env?.incoming ? getConnInfo(c).remote.address : undefined;
}
