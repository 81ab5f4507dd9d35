import type { QueueCore } from "../core.ts";
import type { ActiveClaim } from "../holding/ActiveClaim.ts";
import { rescueTasks } from "../maintenance/rescueTasks.ts";
import type { WorkerWatch } from "./WorkerWatch.ts";

/** Ends the process of a running task, as far as the queue can see: no heartbeat, no outcome, no further calls. */
export async function crashDuring(core: QueueCore, watch: WorkerWatch, taskId: string): Promise<void> {
  const claim = await findRunning(core, watch, taskId);
  watch.lose(taskId, true);
  core.leases.release(claim);
  claim.lose();
  await claim.untilFinished();
}

/** Lets the lease of a running task expire and another process rescue the task, which this process then learns of. */
export async function loseLease(core: QueueCore, watch: WorkerWatch, taskId: string): Promise<void> {
  const claim = await findRunning(core, watch, taskId);
  const text = `UPDATE "QueueTask" t SET "leaseExpiresAt" = clock_timestamp() - interval '1 ms' WHERE t."leaseToken" = $1::uuid AND t.id = $2::text`;
  await core.database.query({ name: "expireLease", text }, [claim.task.token, taskId]);
  await rescueTasks(core.database, 0);
  watch.lose(taskId, false);
  claim.lose();
  await claim.untilFinished();
}

async function findRunning(core: QueueCore, watch: WorkerWatch, taskId: string): Promise<ActiveClaim> {
  const claim = core.leases.find(taskId);
  if (claim && watch.isRunning(taskId)) return claim;
  throw new Error(
    `Task "${taskId}" is not running in this test queue. Start it without await (const run = runNext()), then await whenRunning(type).`,
  );
}
