import { createMiddleware } from "hono/factory";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Refuses changes that another site's page sends with the user's cookies: browsers say in `Origin` where a request comes from. */
export function requireSameOrigin(allowedOrigins: readonly string[]) {
  return createMiddleware(async (c, next) => {
    const origin = c.req.header("origin");
    if (safeMethods.has(c.req.method) || (origin !== undefined && allowedOrigins.includes(origin))) return await next();
    const given = origin === undefined ? "without an Origin header" : `from ${origin.slice(0, 200)}`;
    const message = `This request comes ${given}, but changes are only taken from ${allowedOrigins.join(" or ")}. If the server is reached at another address, set PUBLIC_URL to it.`;
    return c.json({ message }, 403);
  });
}
