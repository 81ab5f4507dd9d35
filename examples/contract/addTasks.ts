import type { QueueService } from "@package/queue";

export async function addTasks(queueService: QueueService) {
// Simple task
const emailTask = await queueService.addToQueue(
  "EMAIL_SEND",
  { to: "user@example.com", template: "welcome" }
);

// Task with options
const priorityTask = await queueService.addToQueue(
  "IMAGE_PROCESS",
  { imageUrl: "https://example.com/image.jpg" },
  {
    priority: 2,
    maxAttempts: 5,
    scheduledFor: new Date(Date.now() + 3600000), // Schedule for 1 hour later
    reference: {
      id: "user-123",
      type: "User"
    }
  }
);

  return { emailTask, priorityTask };
}
