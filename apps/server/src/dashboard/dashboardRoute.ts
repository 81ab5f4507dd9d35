import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import type { Dashboard } from "./loadDashboard.ts";

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Dashboard not built</title>
<body style="font-family: system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>The dashboard is not built</h1>
<p>The server works, but <code>apps/dashboard/dist</code> is not there. Build it with <code>npx -y pnpm@12 build</code>
and start again, or run <code>npx -y pnpm@12 dev</code>.</p></body></html>`;

/** The dashboard's files, and its page for every other address, so that links into it work. */
export function dashboardRoute(dashboard: Dashboard | null) {
  if (!dashboard) return new Hono().get("*", (c) => c.html(notBuilt, 503));
  const assets = serveStatic({
    root: dashboard.dir,
    precompressed: true,
    onFound: (path, c) => {
      // The build puts the hash of its content into an asset's name; the rest may change.
      const isHashed = /[/\\]assets[/\\]/.test(path);
      c.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  return new Hono()
    .get("/assets/*", assets, (c) => c.text("There is no such file.", 404))
    .get("*", async (c, next) => (isPage(c.req.path) ? await next() : await assets(c, next)))
    .get("*", (c) => c.html(dashboard.html, 200, { "cache-control": "no-cache" }));
}

/** Pages have no dot in their last part; files do. The page itself is sent as it was read at the start. */
function isPage(path: string): boolean {
  return path === "/" || path.endsWith("/index.html") || !path.slice(path.lastIndexOf("/")).includes(".");
}
