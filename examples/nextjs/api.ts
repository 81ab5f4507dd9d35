import { trpcStatusSource } from "@package/react/trpc";
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import type { AppRouter } from "@/router";

const url = "/api/trpc";

/** Calls the tRPC procedures from the browser. A subscription is a stream of server-sent events. */
export const api = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === "subscription",
      true: httpSubscriptionLink({ url }),
      false: httpLink({ url }),
    }),
  ],
});

/** Where the hooks get the status from. */
export const statusSource = trpcStatusSource(api.queue);
