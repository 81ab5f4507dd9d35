import { z } from "zod";
import { listTasks } from "../../listTasks.ts";
import type { TaskPage } from "../../wire.ts";
import type { AccessProcedure } from "./accessProcedure.ts";

const listTasksInput = z.strictObject({
  kind: z.enum(["active", "scheduled", "retrying", "completed", "failed", "cancelled"]).optional(),
  status: z.enum(["PENDING", "PROCESSING", "COMPLETED", "FAILED", "MAX_RETRIES_REACHED", "CANCELLED"]).optional(),
  type: z
    .string()
    .regex(/^[A-Za-z\d][\w.:/-]{0,127}$/, "must be a task type")
    .optional(),
  /** Words in the type, the id or the error message. */
  search: z.string().max(200).optional(),
  /** `nextCursor` of the previous page. */
  cursor: z.string().max(500).optional(),
  limit: z.int().min(1).max(100).default(50),
});

export const listTasksProcedure = (procedure: AccessProcedure) =>
  procedure
    .input(listTasksInput)
    .query(({ ctx: { access }, input }): Promise<TaskPage> => listTasks(access.db, access, input));
