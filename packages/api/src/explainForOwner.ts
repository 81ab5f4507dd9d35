import { redactText, type TaskExplanation, type WaitReason } from "@package/queue";

/** Sentences for the reasons whose own ones speak to operators, or name somebody else's task. */
const ownerSentences: Partial<Record<WaitReason["code"], string>> = {
  PAUSED: "Tasks of this type are paused just now.",
  KEY_BUSY: "Another task that must not run at the same time runs first.",
  NO_RUNNER: "No process that runs tasks of this type is up just now.",
};

/** Why a task waits, as its owner may know it. */
export function explainForOwner(explanation: TaskExplanation): string {
  return explanation.reasons.map(({ code, message }) => ownerSentences[code] ?? redactText(message)).join(" ");
}
