import type { QueueService, Workers } from "@package/queue";

export async function handleRateLimits<TWorkers extends Workers>(queueService: QueueService<TWorkers>, taskId: string) {
// Handle rate limit errors
await queueService.handleRateLimitError(
  taskId,
  "OpenAI",
  300 // Retry after 5 minutes
);
}
