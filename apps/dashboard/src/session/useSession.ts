import { useQuery } from "@tanstack/react-query";
import { readSession, type SessionUser } from "./readSession.ts";

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
