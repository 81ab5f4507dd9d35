import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** The user whose data each page has in memory. */
const pageUsers = new WeakMap<QueryClient, string>();

/** Whether the page holds data of a user other than this one, so that it must be loaded again before it shows anything. */
export function isOtherUser(queryClient: QueryClient, userId: string): boolean {
  const known = pageUsers.get(queryClient);
  return known !== undefined && known !== userId;
}

/** Notes whose data the page has in memory from now on. */
export function usePageUser(userId: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    pageUsers.set(queryClient, userId);
  }, [queryClient, userId]);
}
