import type { QueueService, Workers } from "@package/queue";

export async function handleErrors<TWorkers extends Workers>(queueService: QueueService<TWorkers>, taskId: string) {
try {
  const task = await queueService.processJob(taskId);
} catch (error) {
  // Tasks will automatically retry based on maxAttempts
  console.error("Task processing error:", error);
}
}
