import type { AppRouter } from "@app/server/api";
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { apiUrl } from "./apiUrl.ts";
import { watchSession } from "./watchSession.ts";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export type ApiClient = TRPCClient<AppRouter>;

/** Creates the API client. It batches concurrent requests, except the status, which must not wait for a slow list. Subscriptions are streams. */
export function createApiClient(): ApiClient {
  const url = apiUrl("trpc");
  return createTRPCClient<AppRouter>({
    links: [
      watchSession,
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url }),
        false: splitLink({
          condition: (operation) => operation.path === "queue.getQueueStatus",
          true: httpLink({ url }),
          false: httpBatchLink({ url, maxItems: 20 }),
        }),
      }),
    ],
  });
}
