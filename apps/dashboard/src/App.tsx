import { createQueryClient } from "@package/ui";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type ApiClient, ApiContext, createApiClient } from "./api/trpc.ts";
import { createAppRouter } from "./routes/createAppRouter.tsx";
import { useSessionWatch } from "./session/useSessionWatch.ts";
import { guardPageDrops } from "./upload/pageDrop.ts";

/** Watches over the page as a whole: its session, and files that are dropped anywhere. */
function PageGuards() {
  useSessionWatch();
  useEffect(guardPageDrops, []);
  return null;
}

/** The dashboard. `client` is how it reaches the server. */
export function App({ client }: { client?: ApiClient }) {
  const [queryClient] = useState(createQueryClient);
  const [api] = useState(() => client ?? createApiClient());
  const [router] = useState(createAppRouter);
  return (
    <QueryClientProvider client={queryClient}>
      <ApiContext value={api}>
        <PageGuards />
        <RouterProvider router={router} />
      </ApiContext>
    </QueryClientProvider>
  );
}
