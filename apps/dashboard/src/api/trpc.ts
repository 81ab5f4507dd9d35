import type { AppRouter } from "@app/server/api";
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCClient } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { apiUrl } from "./apiUrl.ts";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export type ApiClient = TRPCClient<AppRouter>;

/** Creates the API client. It batches concurrent requests, except the status, which must not wait for a slow list. */
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
