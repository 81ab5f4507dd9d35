import { createTRPCClient, httpLink } from "@trpc/client";
import type { AppRouter } from "@/router";

/** Calls the tRPC procedures from the browser. */
export const api = createTRPCClient<AppRouter>({ links: [httpLink({ url: "/api/trpc" })] });
