import type { TaskHistory } from "../history/groupByTask.ts";
import { isFinished } from "../history/Transition.ts";
import type { Check, HistoryView, Violation } from "./Check.ts";

interface Life {
  taskId: string;
  from: number;
  until: number;
}

/** I17: of the tasks with one unique key, at most one is unfinished at any moment. An add that creates none returns that one. */
export const checkUniqueKeys: Check = (view) => [...checkLives(view), ...checkReturnedTasks(view)];

function checkLives({ tasks }: HistoryView): Violation[] {
  const violations: Violation[] = [];
  const lives = new Map<string, Life[]>();
  for (const task of tasks.values()) {
    const { uniqueKey, type } = task.changes[0]?.to ?? {};
    if (!uniqueKey) continue;
    const key = `${type}/${uniqueKey}`;
    lives.set(key, [...(lives.get(key) ?? []), ...readLives(task)]);
  }
  for (const [key, ofKey] of lives) {
    ofKey.sort((a, b) => a.from - b.from);
    for (const [index, life] of ofKey.entries()) {
      const next = ofKey[index + 1];
      if (next && next.from < life.until)
        violations.push({
          invariant: "I17",
          taskId: next.taskId,
          message: `unfinished beside ${life.taskId}, both with the unique key ${key}`,
        });
    }
  }
  return violations;
}

/** An add returns a task that was unfinished at some time during the call. */
function checkReturnedTasks({ adds, tasks }: HistoryView): Violation[] {
  const violations: Violation[] = [];
  for (const { addId, uniqueKey, taskId, outcome, startedAt, endedAt } of adds) {
    if (uniqueKey === null || outcome !== "ok" || taskId === null || endedAt === null) continue;
    const task = tasks.get(taskId);
    if (!task || task.changes[0]?.to?.addId === addId) continue;
    const wasLive = readLives(task).some(({ from, until }) => from <= endedAt + 50 && until >= startedAt - 50);
    if (!wasLive)
      violations.push({
        invariant: "I17",
        taskId,
        message: `add ${addId} returned this task, which had finished before`,
      });
  }
  return violations;
}

/** The times during which a task was unfinished. */
function readLives({ taskId, changes }: TaskHistory): Life[] {
  const lives: Life[] = [];
  for (const { from, to, at } of changes) {
    const wasLive = from !== undefined && !isFinished(from);
    const isLive = to !== undefined && !isFinished(to);
    const last = lives.at(-1);
    if (isLive && !wasLive) lives.push({ taskId, from: at, until: Infinity });
    if (wasLive && !isLive && last) last.until = at;
  }
  return lives;
}
