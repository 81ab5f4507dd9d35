import { isLoopbackHost, statusOf } from "@package/react";
import { QueryClient } from "@tanstack/react-query";

const maxRetries = 2;

export function createQueryClient(): QueryClient {
  // A server on this machine is reachable offline.
  const networkMode = isLoopbackHost(window.location.hostname) ? "always" : "online";
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode,
        staleTime: 5_000,
        retry: (failures, error) => failures < maxRetries && isRetryable(error),
      },
      mutations: { networkMode },
    },
  });
}

/** A response below 500 will not change. */
function isRetryable(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status >= 500;
}
