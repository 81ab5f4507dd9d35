import type { AccessProcedure } from "./accessProcedure.ts";
import { cancelTask, deleteTask, retryTask } from "./changeTask.ts";
import { getQueueStatusProcedure } from "./getQueueStatusProcedure.ts";
import { getTaskProcedure } from "./getTaskProcedure.ts";
import { listTasksProcedure } from "./listTasksProcedure.ts";
import { onStatus } from "./onStatus.ts";

/** Returns the procedures that read, follow and change the tasks of the user whom the access names. */
export function queueProcedures(procedure: AccessProcedure) {
  return {
    getQueueStatus: getQueueStatusProcedure(procedure),
    onStatus: onStatus(procedure),
    listTasks: listTasksProcedure(procedure),
    getTask: getTaskProcedure(procedure),
    cancelTask: cancelTask(procedure),
    retryTask: retryTask(procedure),
    deleteTask: deleteTask(procedure),
  };
}

export type QueueProcedures = ReturnType<typeof queueProcedures>;
