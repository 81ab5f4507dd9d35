import { Hono } from "hono";
import type { AppParts } from "../appParts.ts";

/** `GET /api/config`: what the dashboard needs to know before anybody has signed in. */
export function configRoute(parts: AppParts) {
  return new Hono().get("/", (c) => c.json({ sampleLogins: parts.sampleLogins ?? [] }));
}
