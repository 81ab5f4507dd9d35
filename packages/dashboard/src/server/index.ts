export type { Authorization, OperatedQueue } from "./api/DashboardContext.ts";
export type { DashboardRouter } from "./api/dashboardRouter.ts";
export { createDashboard, type Dashboard, type DashboardOptions } from "./createDashboard.ts";
