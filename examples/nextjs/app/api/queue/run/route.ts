import { setTimeout as sleep } from "node:timers/promises";
import { isFromCron } from "../../../../isFromCron.ts";
import { queue } from "../../../../queue.ts";

/** Seconds that the host lets this run: the time below, and the grace for what is running then. */
export const maxDuration = 60;

/** Called by a cron service: a runner for a while, which starts waiting tasks, retries failed ones and takes back those of dead processes. */
export async function POST(request: Request): Promise<Response> {
  if (!isFromCron(request, process.env.CRON_SECRET)) return new Response("Not for you.", { status: 401 });
  const seconds = Math.min(Number(new URL(request.url).searchParams.get("seconds") ?? 40), 40);
  const runner = queue.start({ concurrency: 10, shutdownGraceMs: 15_000 });
  await sleep(seconds * 1_000);
  await runner.stop();
  return Response.json({ finished: runner.stats().finished });
}
