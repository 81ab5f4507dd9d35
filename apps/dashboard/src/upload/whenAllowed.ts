import { readRefusal } from "@package/react";

/** For a longer wait the user gets an error instead. */
const maxWaitMs = 60_000;

/** Makes a request, and repeats it after the wait that a 429 response asks for. Rejects with the signal's reason when it aborts. */
export async function whenAllowed<T>(request: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const { retryAfterMs } = readRefusal(error);
      if (retryAfterMs === undefined || retryAfterMs > maxWaitMs) throw error;
      await sleep(retryAfterMs, signal);
    }
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const onAbort = () => {
    clearTimeout(timer);
    reject(signal.reason);
  };
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  return promise.finally(() => signal.removeEventListener("abort", onAbort));
}
