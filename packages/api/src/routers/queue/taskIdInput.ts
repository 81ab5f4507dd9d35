import { z } from "zod";

/** The id of a task, as the queue makes them. */
export const taskIdInput = z.strictObject({ id: z.string().regex(/^[a-z\d]{8,64}$/, "is not the id of a task") });
