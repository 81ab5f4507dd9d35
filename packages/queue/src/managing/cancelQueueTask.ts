import type { QueueCore } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toQueueTask } from "../database/taskRow.ts";
import { InvalidTransitionError, TaskNotFoundError } from "../domain/errors/errors.ts";
import type { QueueTask } from "../domain/types.ts";
import { cancelTask } from "./cancelTask.ts";

/** Cancels a waiting task at once, and asks a running one to stop, in whichever process it runs. */
export async function cancelQueueTask(core: QueueCore, id: string): Promise<QueueTask> {
  const cancelled = await retryTransient(() => cancelTask(core.database, id));
  if (cancelled) {
    core.changes.note(cancelled);
    if (cancelled.status === "PROCESSING") sendCancel(core, id);
    return toQueueTask(cancelled);
  }
  const row = await retryTransient(() => readTask(core.database, id));
  if (!row) throw new TaskNotFoundError(id);
  if (row.status === "CANCELLED") return toQueueTask(row);
  throw new InvalidTransitionError(id, row.status, "CANCELLED", "it is already finished and will not run again.");
}

/** Makes a cancellation immediate. Without it, the next heartbeat of the process that runs the task finds the request. */
export function sendCancel({ leases, notifier }: QueueCore, id: string): void {
  const claim = leases.find(id);
  if (claim) claim.cancel();
  else void notifier.send(`cancel:${id}`);
}
