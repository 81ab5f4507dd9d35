import { createMiddleware } from "hono/factory";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses changes from pages of other sites, which browsers send with the user's cookies. `Origin` names the page's site. */
export function requireSameOrigin(allowedOrigins: readonly string[]) {
  return createMiddleware(async (c, next) => {
    const origin = c.req.header("origin");
    if (safeMethods.has(c.req.method) || (origin !== undefined && allowedOrigins.includes(origin))) return await next();
    const given = origin === undefined ? "without an Origin header" : `from ${origin.slice(0, 200)}`;
    const message = `This request comes ${given}, but changes are accepted only from ${allowedOrigins.join(" or ")}. If the server has another URL, set PUBLIC_URL to it.`;
    return c.json({ message }, 403);
  });
}
