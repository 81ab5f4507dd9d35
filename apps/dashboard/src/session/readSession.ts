import { apiUrl } from "../api/apiUrl.ts";

export interface SessionUser {
  id: string;
  name: string;
  email: string;
  /** `user` or `operator`. */
  role: string;
}

/**
 * Returns the signed-in user, or null. Asks the auth endpoint instead of a procedure: without a session a procedure
 * responds 401, which browsers log as an error on each visit.
 */
export async function readSession(): Promise<SessionUser | null> {
  const response = await fetch(apiUrl("auth/get-session"));
  if (!response.ok) throw new Error(`Could not check your session (server error ${response.status}).`);
  const session = (await response.json()) as { user?: SessionUser & { role?: string } } | null;
  if (!session?.user) return null;
  const { id, name, email, role } = session.user;
  return { id, name, email, role: role ?? "user" };
}
