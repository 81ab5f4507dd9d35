import type { AppRouter } from "@package/api";
import type { inferRouterOutputs } from "@trpc/server";

type Outputs = inferRouterOutputs<AppRouter>;

/** The server's response about the signed-in user's tasks. */
export type QueueStatusView = Outputs["queue"]["getQueueStatus"];

/** A task without history and logs; times are ISO strings. */
export type TaskSummary = QueueStatusView["pendingTasks"][number];

/** A task with history and logs. */
export type TaskDetail = Outputs["queue"]["getTask"];

export type QueueStatus = TaskSummary["status"];
export type TaskCounts = QueueStatusView["counts"];
