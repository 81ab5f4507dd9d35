import type { SessionUser } from "../api/ServerContext.ts";
import type { Auth } from "./createAuth.ts";
import { withoutTokens } from "./withoutTokens.ts";

/** Reads the signed-in user of a request. Only this file and createAuth use the sign-in library. */
export interface SessionPort {
  /** Handles all requests under /api/auth. No response hands a session token to a script. */
  handle(request: Request): Promise<Response>;
  /** Returns the session of a request, or null. The response must contain `setCookies`, which extend the session. */
  readSession(headers: Headers): Promise<{ session: { user: SessionUser } | null; setCookies: string[] }>;
  /** Returns the id of the signed-in user of a request, or null. It does not extend the session. */
  readUserId(headers: Headers): Promise<string | null>;
}

export function sessionPort(auth: Auth): SessionPort {
  return {
    handle: async (request) => await withoutTokens(await auth.handler(request)),
    async readSession(headers) {
      const { response, headers: sent } = await auth.api.getSession({ headers, returnHeaders: true });
      if (!response) return { session: null, setCookies: [] };
      const { id, name, email, role } = response.user;
      return { session: { user: { id, name, email, role: role ?? "user" } }, setCookies: sent.getSetCookie() };
    },
    async readUserId(headers) {
      const session = await auth.api.getSession({ headers, query: { disableRefresh: true } });
      return session?.user.id ?? null;
    },
  };
}
