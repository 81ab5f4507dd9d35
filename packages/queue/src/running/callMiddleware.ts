import { InvalidOptionsError } from "../domain/errors/errors.ts";
import type { WorkerContext } from "../workers/defineWorker.ts";
import type { Middleware } from "../workers/Middleware.ts";

/**
 * Calls the middleware, the first one outermost, around a worker. Returns the result of the outermost one, after all that
 * they called has ended.
 * @param signal - of the attempt. After an abort, `next` no longer calls the worker and throws the reason
 */
export function callMiddleware(
  middleware: readonly Middleware[],
  context: WorkerContext,
  signal: AbortSignal,
  run: () => unknown,
): Promise<unknown> {
  const { task } = context;
  const call = async (index: number): Promise<unknown> => {
    const each = middleware[index];
    if (!each) {
      signal.throwIfAborted();
      return run();
    }
    let inner: Promise<unknown> | undefined;
    const next = (): Promise<unknown> => {
      // Not async: an unawaited rejection would end the process.
      if (inner) throw refuseSecondCall(index);
      inner = call(index + 1);
      inner.catch(() => {}); // a middleware that does not await it must not end the process either
      return inner;
    };
    try {
      return await each(task, context, next);
    } finally {
      await inner?.catch(() => {}); // no outcome is recorded while the worker runs
    }
  };
  return call(0);
}

function refuseSecondCall(index: number): InvalidOptionsError {
  const name = `middleware[${index}]`;
  return new InvalidOptionsError(
    name,
    `Option "${name}" called next() a second time. An attempt calls its worker at most once: await next() once and keep its result.`,
  );
}
