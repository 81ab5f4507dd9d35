import type { AppRouter } from "@package/api";
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCClient } from "@trpc/client";
import { apiUrl } from "./apiUrl.ts";

export type ApiClient = TRPCClient<AppRouter>;

/** Requests made at once share one connection, but the status goes alone: a slow list must not hold it up. */
export function createApiClient(): ApiClient {
  const url = apiUrl("trpc");
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.path === "queue.getQueueStatus",
        true: httpLink({ url }),
        false: httpBatchLink({ url, maxItems: 20 }),
      }),
    ],
  });
}
