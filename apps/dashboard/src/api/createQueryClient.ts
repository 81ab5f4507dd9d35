import { QueryClient } from "@tanstack/react-query";
import { isLoopbackHost } from "../monitor/isLoopbackHost.ts";
import { statusOf } from "../monitor/readRefusal.ts";

const maxRetries = 2;

export function createQueryClient(): QueryClient {
  // Being offline says nothing about a server on this machine.
  const networkMode = isLoopbackHost(window.location.hostname) ? "always" : "online";
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode,
        staleTime: 5_000,
        retry: (failures, error) => failures < maxRetries && mayHelpToRetry(error),
      },
      mutations: { networkMode },
    },
  });
}

/** An answer below 500 stays the same however often one asks. */
function mayHelpToRetry(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status >= 500;
}
