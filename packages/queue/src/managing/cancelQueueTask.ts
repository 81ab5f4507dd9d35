import type { QueueCore } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import { InvalidTransitionError, TaskNotFoundError } from "../domain/errors/errors.ts";
import type { QueueTask } from "../domain/types.ts";
import { cancelTask } from "./cancelTask.ts";

/** Cancels a waiting task; asks a running one to stop, wherever it runs. */
export async function cancelQueueTask(core: QueueCore, id: string): Promise<QueueTask> {
  const cancelled = await retryTransient(() => cancelTask(core.database, id));
  if (cancelled) {
    if (cancelled.status === "PROCESSING") sendCancel(core, id);
    return toQueueTask(cancelled);
  }
  const row = await retryTransient(() => readTask(core.database, id));
  if (!row) throw new TaskNotFoundError(id);
  if (row.status === "CANCELLED") return toQueueTask(row);
  throw new InvalidTransitionError(id, row.status, "CANCELLED", "It is over already.");
}

/** The heartbeat carries the request anyway; a notification makes it immediate. */
export function sendCancel({ leases, notifier }: QueueCore, id: string): void {
  const claim = leases.find(id);
  if (claim) claim.cancel();
  else void notifier.send(`cancel:${id}`);
}
