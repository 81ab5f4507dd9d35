import { QueueService } from "@package/queue";
import { db } from "@package/db";

// Initialize the queue service
const queueService = new QueueService(db);

// Add a task to the queue
const task = await queueService.addToQueue(
  "EMAIL_SEND",
  {
    to: "user@example.com",
    subject: "Welcome",
    template: "welcome-email"
  },
  {
    maxAttempts: 3,
    priority: 1
  }
);

// Process the task
const result = await queueService.processJob(task.id);

export { queueService, result, task };
