import { useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";

/** Returns who looks at the page; undefined while that is unknown. */
export function useOperator(): { actor: string; canWrite: boolean } | undefined {
  return useQuery({ queryKey: ["operator"], queryFn: () => api.operator.query(), staleTime: 60_000 }).data;
}
