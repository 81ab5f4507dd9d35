import { findWorker, type QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { describeValue } from "../domain/errors/describeValue.ts";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { suggestName } from "../domain/suggestName.ts";
import { checkType } from "../validation/checkAddOptions.ts";
import { checkKey } from "../validation/checkValues.ts";
import { readTypeTraces } from "./readTypeTraces.ts";
import { pauseType, resumeType } from "./typePauses.ts";

/**
 * Stops all processes from starting tasks of a type. A type may be paused before it is deployed. An unknown type that resembles
 * a known one is refused, because it is probably misspelt and its pause would have no effect.
 */
export async function pauseTaskType(core: QueueCore, type: string, reason: string | undefined): Promise<void> {
  checkType(type);
  if (reason !== undefined) checkKey("reason", reason);
  if (!findWorker(core, type)) await refuseMisspelt(core, type);
  await retryTransient(() => pauseType(core.database, type, reason ?? null));
}

async function refuseMisspelt(core: QueueCore, type: string): Promise<void> {
  const { hasTasks, runnerTypes } = await retryTransient(() => readTypeTraces(core.database, type));
  if (hasTasks || runnerTypes.includes(type)) return;
  const meant = suggestName(type, [...Object.keys(core.workers), ...runnerTypes]);
  if (meant !== undefined)
    throw new InvalidOptionsError(
      "type",
      `No worker, runner or unfinished task has the type ${describeValue(type)}, so pausing it would have no effect. Did you mean ${meant}?`,
    );
}

/** Ends a pause. Returns whether the type was paused; true if a reply was lost, because it may have been paused. */
export async function resumeTaskType(core: QueueCore, type: string): Promise<boolean> {
  checkType(type);
  const wasPaused = await retryTransient(async (mayBeDone) => (await resumeType(core.database, type)) || mayBeDone);
  core.notifications.schedule("freed");
  return wasPaused;
}
