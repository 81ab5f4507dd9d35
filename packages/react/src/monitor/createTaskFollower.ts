import type { TaskSummary } from "./taskSummary.ts";

export interface TaskFollowerOptions {
  fetchTask: (taskId: string) => Promise<TaskSummary>;
  onTask: (task: TaskSummary) => void;
}

/**
 * Polls the few tasks that the user has added or retried a moment ago, at short intervals. It stops following a task when the task
 * is finished, after 300 polls (ten minutes), or after three failed polls in a row.
 */
export interface TaskFollower {
  follow(taskId: string): void;
  stop(): void;
}

const firstDelaysMs = [250, 500, 1_000, 1_500];
const laterDelayMs = 2_000;
const maxPolls = 300;
const maxFollowed = 5;
const maxFailures = 3;

export function createTaskFollower({ fetchTask, onTask }: TaskFollowerOptions): TaskFollower {
  const followed = new Map<
    string,
    { polls: number; failures: number; timer: ReturnType<typeof setTimeout> | undefined }
  >();

  function schedule(taskId: string): void {
    const state = followed.get(taskId);
    if (!state) return;
    state.timer = setTimeout(() => void poll(taskId), firstDelaysMs[state.polls] ?? laterDelayMs);
  }

  async function poll(taskId: string): Promise<void> {
    const state = followed.get(taskId);
    if (!state) return;
    if (document.visibilityState === "hidden") return schedule(taskId);
    state.polls += 1;
    try {
      const task = await fetchTask(taskId);
      // Stopped or followed again during the request.
      if (followed.get(taskId) !== state) return;
      state.failures = 0;
      onTask(task);
      if (task.finishedAt !== null || state.polls >= maxPolls) stopFollowing(taskId);
    } catch {
      // The status poll reports errors to the user; here they only end the polling sooner.
      state.failures += 1;
      if (state.failures >= maxFailures) stopFollowing(taskId);
    }
    if (followed.get(taskId) === state) schedule(taskId);
  }

  function stopFollowing(taskId: string): void {
    clearTimeout(followed.get(taskId)?.timer);
    followed.delete(taskId);
  }

  return {
    follow(taskId) {
      stopFollowing(taskId);
      followed.set(taskId, { polls: 0, failures: 0, timer: undefined });
      for (const oldest of [...followed.keys()].slice(0, Math.max(followed.size - maxFollowed, 0)))
        stopFollowing(oldest);
      schedule(taskId);
    },
    stop() {
      for (const taskId of [...followed.keys()]) stopFollowing(taskId);
    },
  };
}
