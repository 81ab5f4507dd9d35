import { Hono } from "hono";
import type { AppParts } from "../appParts.ts";
import { isLoopbackHost } from "./serverAddress.ts";

/**
 * `GET /api/config`: the settings of the dashboard before the sign-in. Sample logins are returned only to a browser that uses a
 * local name of this machine. With another name, the request came through a tunnel or from another site's page.
 */
export function configRoute(parts: AppParts) {
  return new Hono().get("/", (c) => {
    const isLocal = isLoopbackHost(new URL(c.req.url).hostname);
    return c.json({ sampleLogins: (isLocal && parts.sampleLogins) || [] });
  });
}
