import { createMiddleware } from "hono/factory";

/** What people uploaded is never a page of this site, whatever it contains: it runs no script and loads nothing. */
export const sandboxFiles = createMiddleware(async (c, next) => {
  await next();
  c.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
});
