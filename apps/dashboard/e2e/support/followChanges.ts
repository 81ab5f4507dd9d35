import type { Page } from "playwright-core";
import { type RowState, watchRows } from "./rowStates.ts";
import type { OtherProcess } from "./startOtherProcess.ts";

/** One change that the page has shown. */
export interface ShownChange {
  taskId: string;
  kind: "added" | "begun" | "progress" | "settled";
  shown: RowState;
}

export interface FollowOptions {
  page: Page;
  other: OtherProcess;
  ownerId: string;
  /** Number of tasks. Each has four changes. */
  tasks: number;
  /** Tasks at the same time. Default 1. */
  lanes?: number;
  /** Called after the page has shown a change, before the next one of the task. */
  onShown?: (change: ShownChange) => Promise<void>;
}

const steps = {
  added: { state: "Waiting", percent: null },
  begun: { state: "Processing", percent: null },
  progress: { state: "Processing", percent: "50" },
  settled: { state: "Completed", percent: null },
} as const;

/**
 * Has another process add tasks, begin them, report progress, and complete them. It makes each change of a task when the page
 * has shown the previous one. Returns all states that rows of these tasks have shown, in order.
 */
export async function followChanges(options: FollowOptions): Promise<RowState[]> {
  const { page, other, ownerId, tasks, lanes = 1, onShown = async () => {} } = options;
  const states: RowState[] = [];
  // New rows wait while the pointer is over the list.
  await page.mouse.move(0, 0);
  const waiting = new Set<() => void>();
  await watchRows(page, (state) => {
    states.push(state);
    for (const check of waiting) check();
  });

  function whenShown(taskId: string, kind: ShownChange["kind"]): Promise<RowState> {
    return new Promise((resolve) => {
      const check = () => {
        const { state, percent } = steps[kind];
        const found = states.find((one) => one.id === taskId && one.state === state && one.percent === percent);
        if (!found) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  }

  async function follow(taskId: string, kind: ShownChange["kind"]): Promise<void> {
    await onShown({ taskId, kind, shown: await whenShown(taskId, kind) });
  }

  async function runOne(index: number): Promise<void> {
    const taskId = await other.add(ownerId, { name: `Change ${index}` });
    await follow(taskId, "added");
    await other.run(taskId, async (report) => {
      await follow(taskId, "begun");
      report(50);
      await follow(taskId, "progress");
    });
    await follow(taskId, "settled");
  }

  let next = 0;
  const runLane = async () => {
    while (next < tasks) {
      next += 1;
      await runOne(next);
    }
  };
  await Promise.all(Array.from({ length: lanes }, runLane));
  return states;
}
