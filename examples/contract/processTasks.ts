import type { QueueService, Workers } from "@package/queue";

export async function processTasks<TWorkers extends Workers>(queueService: QueueService<TWorkers>, taskId: string) {
// Process a specific task
const result = await queueService.processJob(taskId);

// Retry failed tasks
const retryResult = await queueService.retryFailedQueueTasks();

  return { result, retryResult };
}
