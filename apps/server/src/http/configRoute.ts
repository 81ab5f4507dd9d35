import { Hono } from "hono";
import type { AppParts } from "../appParts.ts";
import { isLoopback } from "./isLoopback.ts";

/**
 * `GET /api/config`: what the dashboard needs to know before anybody has signed in. Sample logins are for a browser that
 * asks for this machine by its own name: under another one, the request came through a tunnel, or from another site's page.
 */
export function configRoute(parts: AppParts) {
  return new Hono().get("/", (c) => {
    const isLocal = isLoopback(new URL(c.req.url).hostname);
    return c.json({ sampleLogins: (isLocal && parts.sampleLogins) || [] });
  });
}
