import type { TaskSummary } from "./taskSummary.ts";

export interface TaskFollowerOptions {
  fetchTask: (taskId: string) => Promise<TaskSummary>;
  onTask: (task: TaskSummary) => void;
}

/** Looks often at the few tasks that the user has just added or retried, until they are done. */
export interface TaskFollower {
  follow(taskId: string): void;
  stop(): void;
}

const firstDelaysMs = [250, 500, 1_000, 1_500];
const laterDelayMs = 2_000;
const maxLooks = 300;
const maxFollowed = 5;
const maxFailures = 3;

export function createTaskFollower({ fetchTask, onTask }: TaskFollowerOptions): TaskFollower {
  const followed = new Map<
    string,
    { looks: number; failures: number; timer: ReturnType<typeof setTimeout> | undefined }
  >();

  function plan(taskId: string): void {
    const state = followed.get(taskId);
    if (!state) return;
    state.timer = setTimeout(() => void look(taskId), firstDelaysMs[state.looks] ?? laterDelayMs);
  }

  async function look(taskId: string): Promise<void> {
    const state = followed.get(taskId);
    if (!state) return;
    if (document.visibilityState === "hidden") return plan(taskId);
    state.looks += 1;
    try {
      const task = await fetchTask(taskId);
      // Stopped, or followed anew, while the answer was on its way.
      if (followed.get(taskId) !== state) return;
      state.failures = 0;
      onTask(task);
      if (task.finishedAt !== null || state.looks >= maxLooks) unfollow(taskId);
    } catch {
      // The status poll reports trouble; here it only means to look less long.
      state.failures += 1;
      if (state.failures >= maxFailures) unfollow(taskId);
    }
    if (followed.get(taskId) === state) plan(taskId);
  }

  function unfollow(taskId: string): void {
    clearTimeout(followed.get(taskId)?.timer);
    followed.delete(taskId);
  }

  return {
    follow(taskId) {
      unfollow(taskId);
      followed.set(taskId, { looks: 0, failures: 0, timer: undefined });
      for (const oldest of [...followed.keys()].slice(0, Math.max(followed.size - maxFollowed, 0))) unfollow(oldest);
      plan(taskId);
    },
    stop() {
      for (const taskId of [...followed.keys()]) unfollow(taskId);
    },
  };
}
