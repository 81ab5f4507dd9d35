import { act, renderHook } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { vi } from "vitest";
import { useQueueMonitor } from "../../src/hooks/useQueueMonitor.ts";
import { QueueMonitorProvider } from "../../src/monitor/QueueMonitorProvider.tsx";
import type { QueueStatusView, TaskSummary } from "../../src/monitor/taskSummary.ts";
import { makeStatus } from "./makeTask.ts";

/** A server whose response a test sets, and components that read it. */
export function createMonitorHarness(tasks: TaskSummary[] = []) {
  const server = { response: makeStatus(tasks) as QueueStatusView | Error, delayMs: 0, userId: "ana" as string | null };
  const fetchStatus = vi.fn(async (_ids: readonly string[]): Promise<QueueStatusView> => {
    const { response, delayMs } = server;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (response instanceof Error) throw response;
    return structuredClone(response);
  });
  const onSessionLost = vi.fn();
  // biome-ignore lint/correctness/noComponentHookFactories: one harness a test, whose server it reads
  const Providers = ({ children }: { children: ReactNode }) => (
    <QueueMonitorProvider userId={server.userId} fetchStatus={fetchStatus} onSessionLost={onSessionLost}>
      {children}
    </QueueMonitorProvider>
  );
  return {
    server,
    fetchStatus,
    onSessionLost,
    Providers,
    respond: (next: TaskSummary[], change: Partial<QueueStatusView> = {}) => {
      server.response = makeStatus(next, change);
    },
    fail: (error: Error = new Error("connection refused")) => {
      server.response = error;
    },
    render: (options: { isStrict?: boolean } = {}) => {
      const renders = { count: 0 };
      const hook = renderHook(
        () => {
          renders.count += 1;
          return useQueueMonitor();
        },
        {
          wrapper: options.isStrict
            ? ({ children }) => (
                <StrictMode>
                  <Providers>{children}</Providers>
                </StrictMode>
              )
            : Providers,
        },
      );
      return { ...hook, renders };
    },
  };
}

/** Advances the time: timers run and responses arrive. */
export async function pass(ms: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(ms));
}

/** The same in small steps: React's effects run after each, as they would, and not only at the end. */
export async function passSlowly(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 50) await pass(Math.min(left, 50));
}

/** Hides or shows the tab. */
export async function setVisible(isVisible: boolean): Promise<void> {
  await act(async () => {
    Object.defineProperty(document, "visibilityState", { configurable: true, value: isVisible ? "visible" : "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(1);
  });
}

export async function setOnline(isOnline: boolean): Promise<void> {
  await act(async () => {
    Object.defineProperty(navigator, "onLine", { configurable: true, value: isOnline });
    window.dispatchEvent(new Event(isOnline ? "online" : "offline"));
    await vi.advanceTimersByTimeAsync(1);
  });
}

export function resetEnvironment(): void {
  Reflect.deleteProperty(document, "visibilityState");
  Reflect.deleteProperty(navigator, "onLine");
}

/** An error as the tRPC client throws it for an HTTP response. */
export function httpError(status: number, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error(`HTTP ${status}`), {
    data: { httpStatus: status },
    meta: { response: new Response(null, { status, headers }) },
  });
}

/** Pretends that the page comes from another address. */
export function goTo(url: string): void {
  (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(url);
}
