import { Hono } from "hono";
import { healthRoute } from "./http/healthRoute.ts";
import { securityHeaders } from "./http/securityHeaders.ts";

/** Creates the routes of a server that still starts: it is alive, not ready, and asks for another attempt. */
export function createStartingApp(origin: string | undefined): Hono {
  const app = new Hono();
  app.use(securityHeaders(origin));
  app.route("/", healthRoute({ explainUnready: () => "the server is starting" }));
  app.all("*", (c) =>
    c.json({ message: "The server is starting." }, 503, { "cache-control": "no-store", "retry-after": "1" }),
  );
  return app;
}
