import type { HttpBindings } from "@hono/node-server";
import { createMiddleware } from "hono/factory";
import { html } from "hono/html";
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

/** Responds with 401 to users who are not signed in. A person who opened a link gets a page that leads to the sign-in and back. */
export const requireSession = createMiddleware<ServerEnv>(async (c, next) => {
  if (c.get("session")) return await next();
  if (!c.req.header("accept")?.includes("text/html"))
    return c.json({ message: "Not signed in, or the session has expired. Sign in first." }, 401);
  const wayBack = encodeURIComponent(c.req.path);
  return c.html(
    html`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Sign in first</title>
<h1>You are signed out</h1><p>This file belongs to a user. <a href="/sign-in?next=${wayBack}">Sign in to open it</a>.</p></html>`,
    401,
  );
});
