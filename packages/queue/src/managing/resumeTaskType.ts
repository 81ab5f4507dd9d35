import type { QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { checkType } from "../validation/checkAddOptions.ts";
import { resumeType } from "./resumeType.ts";

/** Ends a pause; answers whether there was one, or may have been where the reply about it was lost. */
export async function resumeTaskType(core: QueueCore, type: string): Promise<boolean> {
  checkType(type);
  const wasPaused = await retryTransient(async (mayBeDone) => (await resumeType(core.database, type)) || mayBeDone);
  core.notifications.announce("freed");
  return wasPaused;
}
