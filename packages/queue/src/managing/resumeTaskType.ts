import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { checkType } from "../validation/checkAddOptions.ts";
import { resumeType } from "./resumeType.ts";

/** Ends a pause. Returns whether the type was paused; true if a reply was lost, because it may have been paused. */
export async function resumeTaskType(core: QueueCore, type: string): Promise<boolean> {
  checkType(type);
  const wasPaused = await retryTransient(async (mayBeDone) => (await resumeType(core.database, type)) || mayBeDone);
  core.notifications.announce("freed");
  return wasPaused;
}
