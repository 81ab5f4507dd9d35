import { db } from "@package/db";
import { QueueService } from "@package/queue";

/** One service for all route handlers of a server instance. On a serverless host nothing calls its `start`. */
export const queue = new QueueService(db);
