import type { TaskHistory } from "../../history/groupByTask.ts";
import { isFiring } from "../../history/ScheduleStep.ts";
import { isFinished } from "../../history/Transition.ts";
import type { HistoryView } from "../Check.ts";

interface Life {
  taskId: string;
  from: number;
  until: number;
}

/**
 * Where an overlap is to be skipped, no firing and no `runNow` adds a task while an earlier task of the schedule is unfinished.
 * Numbers of changes order them exactly. A task that was retried by hand is left out, because nothing orders that retry.
 */
export function checkOverlaps({ tasks, scheduleSteps }: HistoryView): string[] {
  const messages: string[] = [];
  const lives = readLives(tasks);
  for (const step of scheduleSteps) {
    const { name, from, slots, ranTaskId } = step;
    if (from?.overlap !== "skip") continue;
    const added = isFiring(step) ? slots.flatMap(({ taskId }) => taskId ?? []) : ranTaskId ? [ranTaskId] : [];
    const ofSchedule = lives.get(name) ?? [];
    for (const taskId of added) {
      const own = ofSchedule.find((life) => life.taskId === taskId);
      if (!own) continue;
      const other = ofSchedule.find(
        (life) => !added.includes(life.taskId) && life.from < own.from && life.until > own.from,
      );
      if (other) messages.push(`schedule ${name} added task ${taskId} while ${other.taskId} was unfinished`);
    }
  }
  return messages;
}

/** From when, and until when, each task of each schedule was unfinished for the first time. */
function readLives(tasks: ReadonlyMap<string, TaskHistory>): Map<string, Life[]> {
  const lives = new Map<string, Life[]>();
  for (const { taskId, changes } of tasks.values()) {
    const name = changes[0]?.to?.scheduleName;
    if (name == null) continue;
    const until = changes.find(({ to }) => !to || isFinished(to))?.n ?? Infinity;
    lives.set(name, [...(lives.get(name) ?? []), { taskId, from: changes[0]?.n ?? 0, until }]);
  }
  return lives;
}
