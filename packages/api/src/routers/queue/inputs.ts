import { z } from "zod";

const taskId = z.string().regex(/^[a-z\d]{8,64}$/, "must be a task ID");

/** The input of procedures about one task. */
export const taskIdInput = z.strictObject({ id: taskId });

const maxIds = 100;

const status = z.strictObject({
  ids: z.array(taskId).max(maxIds, `must have at most ${maxIds} task IDs`).optional(),
});

/** The input of the status: tasks to tell about even if no list has them, and how old the state may be. */
export const statusInput = status.extend({ maxAgeMs: z.int().min(0).max(60_000).optional() }).optional();

/** The input of the stream. When a client connects again, tRPC adds the id of the last message, which is not used: the first one has all. */
export const streamInput = status.extend({ lastEventId: z.string().optional() }).optional();
