import { existsSync } from "node:fs";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { readPage } from "./readPage.ts";

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Dashboard not built</title>
<body style="font-family: system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>The dashboard is not built</h1>
<p>The server works, but <code>apps/dashboard/dist</code> does not exist. Build it with <code>npx -y pnpm@12 build</code>
and reload this page.</p></body></html>`;

/** Serves the dashboard's files, and its page for every other path, so that links into it work. */
export function dashboardRoute(dashboardDir: string) {
  const files = serveFiles(dashboardDir);
  return (
    new Hono()
      .get("/assets/*", files, noSuchFile)
      .get("*", async (c, next) => (isPage(c.req.path) ? await next() : await files(c, next)))
      // A person who follows a wrong link gets the page, which explains it. A program that looks for a file gets no page in its place.
      .get("*", async (c, next) => (isPage(c.req.path) || acceptsPage(c) ? await next() : noSuchFile(c)))
      .get("*", async (c) => {
        const page = await readPage(dashboardDir);
        return c.html(page ?? notBuilt, page === null ? 503 : 200, { "cache-control": "no-cache" });
      })
  );
}

/** Not cached: during a deployment, another server may have the file already. */
function noSuchFile(c: Context) {
  return c.text("This file does not exist.", 404, { "cache-control": "no-store" });
}

function acceptsPage(c: Context): boolean {
  return c.req.header("accept")?.includes("text/html") ?? false;
}

/** Pages have no dot in their last part; files do. */
function isPage(path: string): boolean {
  return path.endsWith("/index.html") || !path.slice(path.lastIndexOf("/")).includes(".");
}

function serveFiles(dashboardDir: string) {
  let serve: ReturnType<typeof serveStatic> | undefined;
  return createMiddleware(async (c, next) => {
    if (!serve && !existsSync(dashboardDir)) return await next();
    serve ??= serveStatic({
      root: dashboardDir,
      // The build has written a .br and a .gz file beside each file that becomes smaller by it.
      precompressed: true,
      onFound: (path, context) => {
        // An asset's name contains the hash of its content. Other files may change.
        const isHashed = /[/\\]assets[/\\]/.test(path);
        context.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
        // Also for a response without compression, so that no cache gives it the place of the others or the other way round.
        context.header("vary", "Accept-Encoding");
      },
    });
    return await serve(c, next);
  });
}
