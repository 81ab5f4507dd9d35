import type { AppRouter } from "@package/api";
import { createTRPCClient, httpLink } from "@trpc/client";

/** Calls the tRPC procedures from the browser. */
export const api = createTRPCClient<AppRouter>({ links: [httpLink({ url: "/api/trpc" })] });
