import { z } from "zod";

const taskId = z.string().regex(/^[a-z\d]{8,64}$/, "must be a task ID");

/** The input of procedures about one task. */
export const taskIdInput = z.strictObject({ id: taskId });

const maxIds = 100;

/** The input of the status: tasks to tell about even if no list has them. */
export const statusInput = z
  .strictObject({ ids: z.array(taskId).max(maxIds, `must have at most ${maxIds} task IDs`).optional() })
  .optional();
