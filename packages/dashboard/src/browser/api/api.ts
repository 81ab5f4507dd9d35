import { createTRPCClient, httpBatchLink } from "@trpc/client";
import type { inferRouterOutputs } from "@trpc/server";
import type { DashboardRouter } from "../../server/api/dashboardRouter.ts";

/** The API of the dashboard. The page's <base> says where it is mounted. */
export const api = createTRPCClient<DashboardRouter>({
  links: [httpBatchLink({ url: new URL("api", document.baseURI).href, maxItems: 20 })],
});

type Outputs = inferRouterOutputs<DashboardRouter>;

export type ListedSchedule = Outputs["schedules"]["list"]["items"][number];
export type ScheduleDetail = Outputs["schedules"]["read"]["schedule"];
export type Slot = Outputs["schedules"]["slots"]["items"][number];
export type AuditEntry = Outputs["audit"]["list"]["items"][number];
