import { auditRouter } from "../audit/auditRouter.ts";
import { schedulesRouter } from "../schedules/schedulesRouter.ts";
import { createRouter, readProcedure } from "./trpc.ts";

/** The procedures of the operators' dashboard. */
export const dashboardRouter = createRouter({
  /** Who looks at the page, and whether they may change something. */
  operator: readProcedure.query(({ ctx }) => ctx.operator),
  schedules: schedulesRouter,
  audit: auditRouter,
});

export type DashboardRouter = typeof dashboardRouter;
