import { defineWorker, type Worker } from "../../src/index.ts";

/** A worker that counts how many of its attempts run at the same time. */
export function countRuns(concurrency: number): { worker: Worker; readMost: () => number } {
  let running = 0;
  let most = 0;
  const worker = defineWorker({
    concurrency,
    run: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running--;
    },
  });
  return { worker, readMost: () => most };
}
