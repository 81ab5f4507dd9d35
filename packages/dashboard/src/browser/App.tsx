import { createQueryClient, ServerClockContext } from "@package/ui";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createPageRouter } from "./routes/createPageRouter.tsx";
import { serverNow } from "./time/serverClock.ts";

const queryClient = createQueryClient();
const router = createPageRouter();

/** The operators' dashboard. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <ServerClockContext value={serverNow}>
        <RouterProvider router={router} />
      </ServerClockContext>
    </QueryClientProvider>
  );
}
