import { db } from "@package/db";
import { QueueService } from "@package/queue";

/** One service for all route handlers. `start` is only called by the route that a cron service calls. */
export const queue = new QueueService(db);
