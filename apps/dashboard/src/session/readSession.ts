import { apiUrl } from "../api/apiUrl.ts";

export interface SessionUser {
  id: string;
  name: string;
  email: string;
  /** `user` or `operator`. */
  role: string;
}

/**
 * Who is signed in; null for nobody. The sign-in itself is asked and not a procedure, because "nobody" is an answer
 * here and not a refusal, which browsers would report as an error on each visit.
 */
export async function readSession(): Promise<SessionUser | null> {
  const response = await fetch(apiUrl("auth/get-session"));
  if (!response.ok) throw new Error(`The server answered ${response.status} to the question who is signed in.`);
  const session = (await response.json()) as { user?: SessionUser & { role?: string } } | null;
  if (!session?.user) return null;
  const { id, name, email, role } = session.user;
  return { id, name, email, role: role ?? "user" };
}
