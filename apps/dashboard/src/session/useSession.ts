import { useQuery } from "@tanstack/react-query";
import { createContext } from "react";
import { apiUrl } from "../api/apiUrl.ts";

export type Session =
  | { state: "loading" }
  | { state: "signedOut" }
  | { state: "signedIn"; user: SessionUser }
  | { state: "failed"; error: unknown; retry: () => void };

export const sessionQueryKey = ["session"] as const;

/** Returns the session as last reported by the server. */
export function useSession(): Session {
  const { data, error, refetch } = useQuery({
    queryKey: sessionQueryKey,
    queryFn: readSession,
    staleTime: 60_000,
    refetchOnWindowFocus: true,
  });
  if (data) return { state: "signedIn", user: data };
  if (data === null) return { state: "signedOut" };
  if (error) return { state: "failed", error, retry: () => void refetch() };
  return { state: "loading" };
}

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

/** The signed-in user; null above `SignedInLayout`. */
export const SessionUserContext = createContext<SessionUser | null>(null);
