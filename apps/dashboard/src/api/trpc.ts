import type { AppRouter } from "@app/server/api";
import {
  createTRPCClient,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from "@trpc/client";
import { createContext, use } from "react";
import { apiUrl } from "./apiUrl.ts";
import { watchSession } from "./watchSession.ts";

export type ApiClient = TRPCClient<AppRouter>;

export const ApiContext = createContext<ApiClient | null>(null);

/** Returns the API client of the page. */
export function useApi(): ApiClient {
  const client = use(ApiContext);
  if (!client) throw new Error("useApi needs an ApiContext above it, as in App.tsx.");
  return client;
}

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
