import type { QueueService } from "@package/queue";

export async function addSpecificTask(queueService: QueueService) {
await queueService.addToQueue(
  "IMAGE_PROCESS",
  {
    imageUrl: "https://example.com/image.jpg",
    options: {
      resize: true,
      format: "webp"
    }
  },
  {
    maxAttempts: 3,
    priority: 1
  }
);
}

export async function watchProcessing(queueService: QueueService) {
// Monitor processing tasks
const hasProcessing = await queueService.hasProcessingTasks("IMAGE_PROCESS");
if (hasProcessing) {
  console.log("Tasks are currently processing");
}
}
