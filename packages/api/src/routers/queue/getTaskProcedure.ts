import { getTask } from "../../getTask.ts";
import type { TaskDetail } from "../../wire.ts";
import type { AccessProcedure } from "./accessProcedure.ts";
import { taskIdInput } from "./inputs.ts";

export const getTaskProcedure = (procedure: AccessProcedure) =>
  procedure
    .input(taskIdInput)
    .query(({ ctx: { access }, input }): Promise<TaskDetail> => getTask(access.db, access, input.id, access));
