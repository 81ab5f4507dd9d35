import { createTRPCRouter } from "../../trpc.ts";
import { cancelTask, deleteTask, retryTask } from "./changeTask.ts";
import { getOverview } from "./getOverview.ts";
import { getQueueStatus } from "./getQueueStatus.ts";
import { getTask } from "./getTask.ts";
import { listTasks } from "./listTasks.ts";

/** Reads and changes the session user's tasks; for operators, also queue-wide counts. */
export const queueRouter = createTRPCRouter({
  getQueueStatus,
  getOverview,
  listTasks,
  getTask,
  cancelTask,
  retryTask,
  deleteTask,
});
