import { isConnectionError } from "@package/ui";

export interface ReachableOptions {
  /** Stops the wait; the promise rejects with its reason. */
  signal?: AbortSignal;
  /** Called when the wait for the connection begins, and when it ends. */
  onPause?: (isPaused: boolean) => void;
}

/**
 * Makes a request. If it cannot be sent because the browser is offline, makes it again when the browser is online. It is tried first in
 * any case, because a server on this machine is reachable offline.
 */
export async function whenReachable<T>(request: () => Promise<T>, options: ReachableOptions = {}): Promise<T> {
  for (;;) {
    try {
      return await request();
    } catch (error) {
      if (navigator.onLine || !isConnectionError(error)) throw error;
      options.onPause?.(true);
      await untilOnline(options.signal);
      options.onPause?.(false);
    }
  }
}

function untilOnline(signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onOnline = () => resolve();
  const onAbort = () => reject(signal?.reason);
  if (signal?.aborted) onAbort();
  window.addEventListener("online", onOnline);
  signal?.addEventListener("abort", onAbort);
  return promise.finally(() => {
    window.removeEventListener("online", onOnline);
    signal?.removeEventListener("abort", onAbort);
  });
}
