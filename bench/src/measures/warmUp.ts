import type { QueueKind } from "../BenchQueue.ts";
import { drainTasks } from "./drainTasks.ts";
import type { Cast } from "./withQueue.ts";

/** Number of tasks after which V8 has compiled the code of a task. */
const maxCount = 20_000;
/** Seconds of warm-up for a slow queue. */
const maxSeconds = 3;

/** Runs some tasks in each process, so that code is compiled and caches are warm. */
export async function warmUp(kind: QueueKind, { producer, workers }: Cast): Promise<void> {
  const count = Math.min(maxCount, maxSeconds * kind.paceHint) * workers.length;
  await producer.call("addMany", { count, chunk: 1_000 });
  await drainTasks(producer, workers, count);
}
