import type { TaskHistory } from "../../history/groupByTask.ts";
import type { ScheduleStep } from "../../history/ScheduleStep.ts";
import { isFinished } from "../../history/Transition.ts";
import { listDueSlots } from "./checkFiring.ts";

/** Milliseconds after which a slot is late, if `splayMs` is not longer. */
const minLateMs = 60_000;
/** Milliseconds that may pass in a process between its decision and the statement that carries it out. */
const decisionMs = 15_000;

/** A slot of a firing that adds no task has a reason, and one that adds a task has none against it. @param tasks - of the schedule */
export function checkPolicies(step: ScheduleStep, tasks: readonly TaskHistory[], slackMs: number): string[] {
  const { from, slots } = step;
  if (!from) return [];
  const { missed, overlap, splayMs } = from;
  const lateMs = Math.max(minLateMs, splayMs);
  const due = listDueSlots(step);
  const newest = due.at(-1);
  const fired = slots.filter(({ outcome }) => outcome === "fired");
  const messages: string[] = [];
  for (const { slot, outcome, at } of slots) {
    const [isLate, isSurelyLate] = [at - slot > lateMs, at - slot > lateMs + decisionMs];
    const isWanted = missed === "all" || !isLate || (missed === "once" && slot === newest);
    if (outcome === "missed" && isWanted) messages.push(`the slot at ${slot} was not missed`);
    if (outcome === "fired" && isSurelyLate && !(missed === "all" || (missed === "once" && slot === newest)))
      messages.push(`the slot at ${slot} was late, and added a task`);
    if (outcome === "skipped" && overlap === "allow") messages.push(`the slot at ${slot} was skipped`);
    if (outcome === "skipped" && fired.length === 0 && !tasks.some((task) => isUnfinished(task, at, slackMs)))
      messages.push(`the slot at ${slot} was skipped at ${at}, and no task was unfinished`);
  }
  const onTime = fired.filter(({ slot, at }) => missed !== "all" || at - slot <= lateMs);
  if (overlap === "skip" && onTime.length > 1) messages.push(`${onTime.length} slots added a task at the same time`);
  return messages;
}

/** Whether a task was unfinished at a time, or shortly before: the outcome may not have been committed. */
function isUnfinished({ changes }: TaskHistory, at: number, slackMs: number): boolean {
  return changes.some(({ to, at: since }, n) => {
    const until = changes[n + 1]?.at ?? Infinity;
    return to !== undefined && !isFinished(to) && since <= at && until >= at - slackMs;
  });
}
