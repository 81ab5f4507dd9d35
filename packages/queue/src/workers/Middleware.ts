import type { QueueTask } from "../domain/types.ts";
import type { WorkerContext } from "./defineWorker.ts";

/**
 * Code around the worker of each attempt, for example to open a trace or to set the tenant of a database client. The first
 * middleware is the outermost one.
 *
 * It runs after the check of the data, and belongs to the attempt: the timeout includes it, and an error that it throws counts as
 * the worker's. Its return value becomes the result of the attempt.
 * @param task - the task, as in `context.task`
 * @param context - the context of the worker
 * @param next - calls the next middleware, or the worker, and resolves to its return value. Call it at most once and await it.
 *   Without the call, the worker does not run
 */
export type Middleware = (task: QueueTask, context: WorkerContext, next: () => Promise<unknown>) => unknown;
