import type { AddToQueueOptions, QueueTask } from "../domain/types.ts";

/** `QueueService.addToQueue`, as the parts of a service call it. */
export type AddToQueue = (type: string, data: unknown, options: AddToQueueOptions) => Promise<QueueTask>;
