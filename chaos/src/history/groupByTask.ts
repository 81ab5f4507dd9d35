import type { Change, History, Run } from "./History.ts";
import { classifyChange, type TransitionKind } from "./Transition.ts";

/** A claim of a task, from its start to its end. */
export interface Claim {
  token: string;
  /** The value of `claimCount` that it set. */
  epoch: number;
  holder: string | null;
  startedAt: number;
  /** When its run could begin: at the claim or, for a task claimed ahead, at its mark. */
  readyAt: number;
  /** Undefined while the claim is held. */
  end?: { kind: TransitionKind; change: Change };
  /** The runs of this claim; more than one is a violation. */
  runs: Run[];
}

/** Everything about one task. */
export interface TaskHistory {
  taskId: string;
  changes: (Change & { kind: TransitionKind })[];
  claims: Claim[];
  runs: Run[];
}

/** Changes after which a claim is still held. */
const staying: readonly TransitionKind[] = ["extend", "begin", "askToCancel", "other"];

/** Orders a history by task and pairs claims with their runs. */
export function groupByTask(history: Pick<History, "changes" | "runs">): Map<string, TaskHistory> {
  const tasks = new Map<string, TaskHistory>();
  const find = (taskId: string) => {
    const known = tasks.get(taskId) ?? { taskId, changes: [], claims: [], runs: [] };
    tasks.set(taskId, known);
    return known;
  };
  for (const change of [...history.changes].sort((a, b) => a.n - b.n)) {
    const task = find(change.taskId);
    const kind = classifyChange(change);
    task.changes.push({ ...change, kind });
    const open = task.claims.findLast(({ token, end }) => token === change.from?.leaseToken && !end);
    if (open && kind === "begin") open.readyAt = change.at;
    if (open && change.from?.status === "PROCESSING" && !staying.includes(kind)) open.end = { kind, change };
    if (kind === "claim" && change.to?.leaseToken) {
      const { leaseToken: token, claimCount: epoch, leaseHolder: holder } = change.to;
      task.claims.push({ token, epoch, holder, startedAt: change.at, readyAt: change.at, runs: [] });
    }
  }
  for (const run of history.runs) {
    const task = find(run.taskId);
    task.runs.push(run);
    task.claims.find(({ token }) => token === run.token)?.runs.push(run);
  }
  return tasks;
}
