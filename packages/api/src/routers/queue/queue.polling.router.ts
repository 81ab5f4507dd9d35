import { createTRPCRouter } from "../../trpc.ts";
import { cancelTask, deleteTask, retryTask } from "./changeTask.ts";
import { getOverview } from "./getOverview.ts";
import { getQueueStatus } from "./getQueueStatus.ts";
import { getTask } from "./getTask.ts";
import { listTasks } from "./listTasks.ts";

/** The session user's tasks: what a dashboard polls, and what it can do about them; for operators, how all of it stands. */
export const queueRouter = createTRPCRouter({
  getQueueStatus,
  getOverview,
  listTasks,
  getTask,
  cancelTask,
  retryTask,
  deleteTask,
});
