import type { SessionUser } from "@package/api";
import type { Auth } from "./createAuth.ts";

/** How the server knows who asks: the only thing that knows the sign-in library. */
export interface SessionPort {
  /** Answers everything under /api/auth. */
  handle(request: Request): Promise<Response>;
  /** The session of a request, or null; `setCookies` prolong it and belong into the response. */
  readSession(headers: Headers): Promise<{ session: { user: SessionUser } | null; setCookies: string[] }>;
}

export function sessionPort(auth: Auth): SessionPort {
  return {
    handle: (request) => auth.handler(request),
    async readSession(headers) {
      const { response, headers: answered } = await auth.api.getSession({ headers, returnHeaders: true });
      if (!response) return { session: null, setCookies: [] };
      const { id, name, email, role } = response.user;
      return { session: { user: { id, name, email, role: role ?? "user" } }, setCookies: answered.getSetCookie() };
    },
  };
}
