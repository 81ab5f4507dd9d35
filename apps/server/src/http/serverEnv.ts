import type { HttpBindings } from "@hono/node-server";
import type { SessionUser } from "@package/api";

/** What the routes find in their context. */
export interface ServerEnv {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    session: { user: SessionUser } | null;
  };
}
