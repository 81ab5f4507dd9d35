import { findWorker, type QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { describeValue } from "../domain/errors/describeValue.ts";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { suggestName } from "../domain/suggestName.ts";
import { type ActorOptions, resolveActor } from "../settings/actor.ts";
import { type PauseOptions, pauseType, resumeType } from "../settings/pauses.ts";
import { checkType } from "../validation/checkAddOptions.ts";
import { checkDate } from "../validation/checkValues.ts";
import { readTypeTraces } from "./readTypeTraces.ts";

/**
 * Stops all processes from starting tasks of a type. A type may be paused before it is deployed. An unknown type that resembles
 * a known one is refused, because it is probably misspelt and its pause would have no effect.
 */
export async function pauseTaskType(core: QueueCore, type: string, given: string | PauseOptions): Promise<void> {
  checkType(type);
  const options = typeof given === "string" ? { reason: given } : given;
  const actor = resolveActor(options, ["until"]);
  const { until } = options;
  if (until !== undefined) checkDate("until", until);
  if (!findWorker(core, type)) await refuseMisspelt(core, type);
  await retryTransient(() => pauseType(core.database, type, actor, until?.getTime() ?? null));
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
export async function resumeTaskType(core: QueueCore, type: string, options: ActorOptions): Promise<boolean> {
  checkType(type);
  const actor = resolveActor(options);
  const resume = async (mayBeDone: boolean) => (await resumeType(core.database, type, actor)) || mayBeDone;
  const wasPaused = await retryTransient(resume);
  core.notifications.schedule("freed");
  return wasPaused;
}
