import type { QueueStatus } from "./types.ts";

/** Statuses that a task leaves only by a manual retry (and COMPLETED never). */
export const terminalStatuses = [
  "COMPLETED",
  "MAX_RETRIES_REACHED",
  "CANCELLED",
] as const satisfies readonly QueueStatus[];

/** Whether a task in this status is over. */
export function isTerminal(status: QueueStatus): boolean {
  return (terminalStatuses as readonly QueueStatus[]).includes(status);
}

/** Who asks for a change of status. */
export type Transition = "claim" | "complete" | "fail" | "requeue" | "refuse" | "rescue" | "cancel" | "retry";

const transitions: Readonly<Record<Transition, { from: readonly QueueStatus[]; to: readonly QueueStatus[] }>> = {
  claim: { from: ["PENDING", "FAILED"], to: ["PROCESSING"] },
  complete: { from: ["PROCESSING"], to: ["COMPLETED", "CANCELLED"] },
  fail: { from: ["PROCESSING"], to: ["FAILED", "MAX_RETRIES_REACHED", "CANCELLED"] },
  requeue: { from: ["PROCESSING"], to: ["PENDING", "MAX_RETRIES_REACHED", "CANCELLED"] },
  refuse: { from: ["PROCESSING"], to: ["PENDING", "MAX_RETRIES_REACHED", "CANCELLED"] },
  rescue: { from: ["PROCESSING"], to: ["PENDING", "FAILED", "MAX_RETRIES_REACHED", "CANCELLED"] },
  cancel: { from: ["PENDING", "FAILED"], to: ["CANCELLED"] },
  retry: { from: ["FAILED", "MAX_RETRIES_REACHED", "CANCELLED"], to: ["PENDING"] },
};

/** Whether any transition leads from one status to the other. This table is the whole state machine. */
export function canBecome(from: QueueStatus, to: QueueStatus): boolean {
  return Object.values(transitions).some((edge) => edge.from.includes(from) && edge.to.includes(to));
}

/** Whether `transition` starts in this status. */
export function canStart(transition: Transition, from: QueueStatus): boolean {
  return transitions[transition].from.includes(from);
}
