import type { AppRouter } from "@package/api";
import type { inferRouterOutputs } from "@trpc/server";

type Outputs = inferRouterOutputs<AppRouter>;

/** What the server answers about the signed-in user's tasks. */
export type QueueStatusView = Outputs["queue"]["getQueueStatus"];

/** A task as lists show it; times are ISO strings. */
export type TaskSummary = QueueStatusView["pendingTasks"][number];

/** A task with everything that its own page shows. */
export type TaskDetail = Outputs["queue"]["getTask"];

export type QueueStatus = TaskSummary["status"];
export type TaskCounts = QueueStatusView["counts"];
