import { findWorker, type QueueCore } from "../core.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { checkType } from "../validation/checkAddOptions.ts";
import { checkKey } from "../validation/checkValues.ts";
import { suggestType } from "../validation/suggestType.ts";
import { pauseType } from "./pauseType.ts";
import { readTypeTraces } from "./readTypeTraces.ts";

/**
 * Lets no task of a type start. A type that nobody has yet may be paused before it is deployed; one that nobody has and
 * that is nearly the name of another is misspelt, and its pause would hold nothing.
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
  const meant = suggestType(type, [...Object.keys(core.workers), ...runnerTypes]);
  if (meant !== undefined)
    throw new InvalidOptionsError("type", type, `a type that a worker, a runner or a task has; did you mean ${meant}?`);
}
