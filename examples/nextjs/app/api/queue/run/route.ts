import { setTimeout as sleep } from "node:timers/promises";
import { isFromCron } from "@/isFromCron";
import { queue } from "@/queue";

/** Time limit of this function in seconds: 40 s of claiming tasks plus 15 s of grace, with some reserve. */
export const maxDuration = 60;

/** Called by a cron service. Runs due tasks for 40 seconds, and rescues tasks of functions that were killed. */
export async function POST(request: Request): Promise<Response> {
  if (!isFromCron(request, process.env.CRON_SECRET)) return new Response("Unauthorized", { status: 401 });
  const seconds = Math.min(Number(new URL(request.url).searchParams.get("seconds") ?? 40), 40);
  const runner = queue.start({ concurrency: 10, shutdownGraceMs: 15_000 });
  await sleep(seconds * 1_000);
  await runner.stop();
  return Response.json({ finished: runner.stats().finished });
}
