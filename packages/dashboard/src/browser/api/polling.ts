/** How a page asks again: every 5 s while it is visible, and at once when it becomes visible again. Old data stays while a request fails. */
export const polling = {
  refetchInterval: 5_000,
  refetchOnWindowFocus: "always",
  staleTime: 0,
  retry: false,
} as const;
