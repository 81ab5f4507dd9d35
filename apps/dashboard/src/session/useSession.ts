import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/trpc.ts";
import { statusOf } from "../monitor/readRefusal.ts";

export interface SessionUser {
  id: string;
  name: string;
  email: string;
  role: string;
}

export type Session =
  | { state: "loading" }
  | { state: "signedOut" }
  | { state: "signedIn"; user: SessionUser }
  | { state: "failed"; error: unknown; retry: () => void };

/** Who is signed in, as far as the server has said. */
export function useSession(): Session {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.session.me.queryOptions(undefined, { staleTime: 60_000 }));
  if (statusOf(error) === 401) return { state: "signedOut" };
  if (data) return { state: "signedIn", user: data };
  if (error) return { state: "failed", error, retry: () => void refetch() };
  return { state: "loading" };
}
