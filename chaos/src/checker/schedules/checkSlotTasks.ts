import type { HistoryView } from "../Check.ts";

/** Each slot that has fired has one task, and each task of a slot has that slot. */
export function checkSlotTasks({ tasks, scheduleSteps }: HistoryView): string[] {
  const messages: string[] = [];
  const slotOf = new Map<string, string>();
  for (const { name, slots } of scheduleSteps) {
    for (const { slot, taskId, outcome } of slots) {
      const place = `${name} at ${slot}`;
      if ((taskId !== null) !== (outcome === "fired")) messages.push(`slot ${place} is ${outcome} with task ${taskId}`);
      if (taskId === null) continue;
      if (slotOf.has(taskId)) messages.push(`task ${taskId} is that of slot ${place} and of ${slotOf.get(taskId)}`);
      slotOf.set(taskId, place);
      if (!tasks.has(taskId)) messages.push(`slot ${place} has fired, and its task ${taskId} does not exist`);
    }
  }
  const taskOf = new Map<string, string>();
  for (const { taskId, changes } of tasks.values()) {
    const { scheduleName, scheduledSlot } = changes[0]?.to ?? {};
    if (scheduleName == null || scheduledSlot == null) continue;
    const place = `${scheduleName} at ${scheduledSlot}`;
    if (slotOf.get(taskId) !== place) messages.push(`task ${taskId} was added for ${place}, and no slot records it`);
    if (taskOf.has(place)) messages.push(`slot ${place} has added the tasks ${taskOf.get(place)} and ${taskId}`);
    taskOf.set(place, taskId);
  }
  return messages;
}
