import { redactText, type TaskExplanation, type WaitReason } from "@package/queue";

/** Sentences for reasons whose own sentence speaks of runners, or names or counts tasks of other users. */
const ownerSentences: Partial<Record<WaitReason["code"], string>> = {
  PAUSED: "Tasks of this type are currently paused.",
  REFUSED: "The running version of the application cannot read its data. It will be tried again.",
  EXPIRED: "It did not start in time, so it no longer will.",
  KEY_BUSY: "It waits for a running task that must not run at the same time.",
  QUARANTINED: "Earlier attempts crashed, so it waits until another such task has finished.",
  NO_RUNNER: "Tasks of this type cannot run at the moment. It starts as soon as they can.",
  NO_FREE_SLOT: "Other tasks are running. It starts when one of them has finished.",
  NEXT: "It starts in a moment.",
};

/** Says why a task waits, in sentences for its owner. */
export function explainForOwner(explanation: TaskExplanation): string {
  return explanation.reasons.map(({ code, message }) => ownerSentences[code] ?? redactText(message)).join(" ");
}
