import { createMiddleware } from "hono/factory";

const pageMethods = ["GET", "HEAD", "OPTIONS"];
const apiMethods = [...pageMethods, "POST"];

/**
 * Responds to OPTIONS with the methods of the path, and refuses all other methods with 405. The response has no CORS header, so
 * browsers let no page of another site send more than a simple request.
 */
export const allowMethods = createMiddleware(async (c, next) => {
  const allowed = /^(\/operate)?\/api\//.test(c.req.path) ? apiMethods : pageMethods;
  const headers = { allow: allowed.join(", "), "cache-control": "no-store" };
  if (c.req.method === "OPTIONS") return c.body(null, 204, headers);
  if (allowed.includes(c.req.method)) return await next();
  return c.json({ message: `${c.req.method} is not possible here. Possible are ${headers.allow}.` }, 405, headers);
});
