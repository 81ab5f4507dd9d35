import { redactText, type TaskExplanation, type WaitReason } from "@package/queue";

/** Sentences for reasons whose own sentence is for operators, or names or counts tasks of other users. */
const ownerSentences: Partial<Record<WaitReason["code"], string>> = {
  PAUSED: "Tasks of this type are currently paused.",
  KEY_BUSY: "It waits for a running task that must not run at the same time.",
  QUARANTINED: "Earlier attempts crashed, so it waits until another such task has finished.",
  NO_RUNNER: "No process that runs tasks of this type is currently running.",
};

/** Says why a task waits, in sentences for its owner. */
export function explainForOwner(explanation: TaskExplanation): string {
  return explanation.reasons.map(({ code, message }) => ownerSentences[code] ?? redactText(message)).join(" ");
}
