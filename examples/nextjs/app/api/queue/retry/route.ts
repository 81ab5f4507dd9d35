import { isFromCron } from "@/isFromCron";
import { queue } from "@/queue";

/** Time limit of this function in seconds. */
export const maxDuration = 60;

/** Called by a cron service. Runs the failed tasks whose next attempt is due. */
export async function POST(request: Request): Promise<Response> {
  if (!isFromCron(request, process.env.CRON_SECRET)) return new Response("Unauthorized", { status: 401 });
  const summary = await queue.retryFailedQueueTasks({ concurrency: 5, limit: 50 });
  return Response.json(summary, { status: summary.success ? 200 : 207 });
}
