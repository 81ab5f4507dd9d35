import { act, cleanup, renderHook } from "@testing-library/react";
import { useEffect } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useQueueMonitor } from "../src/hooks/useQueueMonitor.ts";
import { makeTask } from "./support/makeTask.ts";
import {
  createMonitorHarness,
  goTo,
  httpError,
  pass,
  resetEnvironment,
  setOnline,
  setVisible,
} from "./support/monitorHarness.tsx";

const running = makeTask("r1", { status: "PROCESSING" });
const waiting = makeTask("w1");
const done = makeTask("d1", { status: "COMPLETED" });

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  resetEnvironment();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("before and at the first response", () => {
  test("before the first response everything is empty, nothing undefined, and the arrays are the same on each render", async () => {
    const harness = createMonitorHarness([running]);
    harness.server.delayMs = 5_000;
    const { result, rerender } = harness.render();
    const first = result.current;
    rerender();
    expect(first).toMatchObject({ hasProcessingTasks: false, processingCount: 0, taskStatuses: {}, isReady: false });
    expect([first.processingTasks, first.completedTasks, first.failedTasks]).toEqual([[], [], []]);
    expect(result.current.processingTasks).toBe(first.processingTasks);
    await pass(5_000);
    expect(result.current.processingTasks).toHaveLength(1);
  });

  test("mounting asks once, also in StrictMode", async () => {
    const harness = createMonitorHarness([running]);
    harness.render({ isStrict: true });
    await pass(1_000);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(1);
  });

  test("unmounting before the response causes no warning", async () => {
    const complaints = vi.spyOn(console, "error").mockImplementation(() => {});
    const harness = createMonitorHarness([running]);
    harness.server.delayMs = 500;
    const { unmount } = harness.render();
    unmount();
    await pass(1_000);
    expect(complaints).not.toHaveBeenCalled();
  });

  test("without a user there is no request", async () => {
    const harness = createMonitorHarness([running]);
    harness.server.userId = null;
    const { result } = harness.render();
    act(() => result.current.startMonitoring());
    await pass(60_000);
    expect(harness.fetchStatus).not.toHaveBeenCalled();
  });

  test("outside of its provider the hook throws an error that names the provider", () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    expect(() => renderHook(() => useQueueMonitor())).toThrow(/QueueMonitorProvider/);
  });
});

describe("the polling interval", () => {
  test("with an active task the next request comes 10 s after the response", async () => {
    const harness = createMonitorHarness([running]);
    harness.render();
    await pass(0);
    await pass(9_940);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(1);
    await pass(110);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
  });

  test("rendering 100 times a second does not change the rhythm", async () => {
    const harness = createMonitorHarness([running]);
    const { rerender } = harness.render();
    for (let tick = 0; tick < 3_005; tick += 1) {
      await pass(10);
      rerender();
    }
    expect(harness.fetchStatus).toHaveBeenCalledTimes(4);
  });

  test("a waiting task keeps the polling going, and hasProcessingTasks is false", async () => {
    const harness = createMonitorHarness([waiting]);
    const { result } = harness.render();
    await pass(10_050);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
    expect(result.current.hasProcessingTasks).toBe(false);
  });

  test("a task that waits for its next attempt keeps the polling going", async () => {
    const harness = createMonitorHarness([makeTask("f1", { status: "FAILED" })]);
    harness.render();
    await pass(10_050);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
  });

  test("without an active task there is no request for a minute", async () => {
    const harness = createMonitorHarness([done, makeTask("x1", { status: "MAX_RETRIES_REACHED" })]);
    harness.render();
    await pass(60_000);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(1);
  });

  test("polling ends when the last active task is done", async () => {
    const harness = createMonitorHarness([running]);
    harness.render();
    await pass(0);
    harness.respond([makeTask("r1", { status: "COMPLETED", rev: 2 })]);
    await pass(120_000);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
  });

  test("a server slower than the interval never has two requests at once", async () => {
    const harness = createMonitorHarness([running]);
    harness.server.delayMs = 25_000;
    harness.render();
    await pass(24_000);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(1);
  });

  test("two components make one request per interval", async () => {
    const harness = createMonitorHarness([running]);
    const { rerender } = renderHook(
      () => {
        useQueueMonitor();
        useQueueMonitor();
      },
      { wrapper: harness.Providers },
    );
    await pass(3_000);
    rerender();
    await pass(17_100);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(3);
  });

  test("after the last component unmounts there is no timer and no request", async () => {
    const harness = createMonitorHarness([running]);
    const { unmount } = harness.render();
    await pass(100);
    unmount();
    expect(vi.getTimerCount()).toBe(0);
    await pass(60_000);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(1);
  });
});

describe("startMonitoring", () => {
  test("asks at once and polling resumes when something is active", async () => {
    const harness = createMonitorHarness([done]);
    const { result } = harness.render();
    await pass(30_000);
    harness.respond([running]);
    act(() => result.current.startMonitoring());
    await pass(0);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
    await pass(10_050);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(3);
  });

  test("joins a request that is under way, also when called twice from a mounting component", async () => {
    const harness = createMonitorHarness([running]);
    harness.server.delayMs = 200;
    renderHook(
      () => {
        const { startMonitoring } = useQueueMonitor();
        useEffect(() => {
          startMonitoring();
          startMonitoring();
        }, [startMonitoring]);
      },
      { wrapper: harness.Providers },
    );
    await pass(1_000);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(1);
  });

  test("never changes its identity", async () => {
    const harness = createMonitorHarness([running]);
    const { result } = harness.render();
    const first = result.current.startMonitoring;
    harness.respond([done]);
    await pass(30_000);
    expect(result.current.startMonitoring).toBe(first);
  });

  test("works after an error", async () => {
    const harness = createMonitorHarness();
    harness.fail();
    const { result } = harness.render();
    await pass(100);
    harness.respond([running]);
    act(() => result.current.startMonitoring());
    await pass(0);
    expect(result.current.processingTasks).toHaveLength(1);
  });

  test("with an id it asks until the task is listed", async () => {
    const harness = createMonitorHarness();
    const { result } = harness.render();
    await pass(100);
    act(() => result.current.startMonitoring("late"));
    await pass(0);
    harness.respond([makeTask("late", { status: "COMPLETED" })]);
    await pass(60_000);
    expect(result.current.taskStatuses).toEqual({ late: "COMPLETED" });
    expect(harness.fetchStatus).toHaveBeenCalledTimes(3);
  });

  test("with an id that never appears it asks three times", async () => {
    const harness = createMonitorHarness();
    const { result } = harness.render();
    await pass(100);
    act(() => result.current.startMonitoring("ghost"));
    await pass(60_000);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(1 + 3);
  });
});

describe("failures", () => {
  test("a first request that fails does not end the polling", async () => {
    const harness = createMonitorHarness();
    harness.fail();
    harness.render();
    await pass(10_100);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
  });

  test("failures back off over 10, 20, 40 and 60 s, and a success returns to 10 s", async () => {
    const harness = createMonitorHarness();
    harness.fail();
    harness.render();
    const calls = [];
    for (const seconds of [10, 20, 40, 60, 60]) {
      await pass(seconds * 1_000 - 500);
      calls.push(harness.fetchStatus.mock.calls.length);
      await pass(510);
    }
    expect(calls).toEqual([1, 2, 3, 4, 5]);
    harness.respond([running]);
    await pass(60_050);
    const before = harness.fetchStatus.mock.calls.length;
    await pass(10_050);
    expect(harness.fetchStatus.mock.calls.length).toBe(before + 1);
  });

  test("a failed poll keeps the last lists, with the error and the time of the last success", async () => {
    const harness = createMonitorHarness([running]);
    const { result } = harness.render();
    await pass(100);
    harness.fail();
    await pass(10_100);
    expect(result.current.processingTasks).toHaveLength(1);
    expect(result.current.error?.message).toBe("connection refused");
    expect(result.current.failedPolls).toBe(1);
    expect(result.current.staleSinceMs).not.toBeNull();
    harness.respond([running]);
    await pass(10_100);
    expect(result.current).toMatchObject({ error: null, failedPolls: 0, staleSinceMs: null });
  });

  test.each([401, 403])("a %i response ends the polling and reports the lost session", async (status) => {
    const harness = createMonitorHarness([running]);
    harness.render();
    await pass(100);
    harness.fail(httpError(status));
    await pass(120_000);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
    expect(harness.onSessionLost).toHaveBeenCalledTimes(1);
  });

  test("a 429 response delays polling, also when the tab becomes visible again", async () => {
    const harness = createMonitorHarness([running]);
    harness.render();
    await pass(0);
    harness.fail(httpError(429, { "retry-after": "35" }));
    await pass(10_000);
    await setVisible(false);
    await setVisible(true);
    await pass(34_900);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
    harness.respond([running]);
    await pass(200);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(3);
  });
});

describe("hidden and offline", () => {
  test("a hidden tab does not poll; shown again it asks at once and then every 10 s", async () => {
    const harness = createMonitorHarness([running]);
    harness.render();
    await pass(100);
    await setVisible(false);
    await pass(60_000);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(1);
    await setVisible(true);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
    await pass(10_050);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(3);
  });

  test("focus and blur of the window cause no poll", async () => {
    const harness = createMonitorHarness([done]);
    harness.render();
    await pass(100);
    window.dispatchEvent(new Event("blur"));
    window.dispatchEvent(new Event("focus"));
    await pass(100);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(1);
  });

  test("offline there are no polls and no failures; online again it asks once at once", async () => {
    goTo("https://queue.example.com/");
    const harness = createMonitorHarness([running]);
    const { result } = harness.render();
    await pass(100);
    await setOnline(false);
    await pass(45_000);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(1);
    expect(result.current.failedPolls).toBe(0);
    await setOnline(true);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
    goTo("http://localhost:3000/");
  });

  test("on a loopback host polling continues offline", async () => {
    const harness = createMonitorHarness([running]);
    harness.render();
    await pass(100);
    await setOnline(false);
    await pass(10_050);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
  });
});

describe("what the lists say", () => {
  test("a failed task that is pending again has that status", async () => {
    const harness = createMonitorHarness([makeTask("a", { status: "FAILED" })]);
    const { result } = harness.render();
    await pass(100);
    harness.respond([makeTask("a", { status: "PENDING", attempts: 1, rev: 2 })]);
    await pass(10_000);
    expect(result.current.taskStatuses).toEqual({ a: "PENDING" });
  });

  test("a task missing from the response leaves taskStatuses", async () => {
    const harness = createMonitorHarness([running, waiting]);
    const { result } = harness.render();
    await pass(100);
    harness.respond([running]);
    await pass(10_000);
    expect(result.current.taskStatuses).toEqual({ r1: "PROCESSING" });
  });

  test("the same response twice keeps every array and renders nothing", async () => {
    const harness = createMonitorHarness([running, waiting, done]);
    const { result, renders } = harness.render();
    await pass(100);
    const first = result.current;
    const before = renders.count;
    await pass(10_050);
    expect(harness.fetchStatus).toHaveBeenCalledTimes(2);
    expect(renders.count).toBe(before);
    expect(result.current).toBe(first);
  });

  test("when only a count changes the arrays keep their identity", async () => {
    const harness = createMonitorHarness([running, done]);
    const { result } = harness.render();
    await pass(100);
    const first = result.current;
    harness.respond([running, done], { counts: { ...first.counts, completed: 7 } });
    await pass(10_050);
    expect(result.current.counts.completed).toBe(7);
    expect(result.current.processingTasks).toBe(first.processingTasks);
    expect(result.current.completedTasks).toBe(first.completedTasks);
  });

  test("a new task on top does not renew the others", async () => {
    const harness = createMonitorHarness([running]);
    const { result } = harness.render();
    await pass(100);
    const [before] = result.current.processingTasks;
    harness.respond([makeTask("r0", { status: "PROCESSING" }), running]);
    await pass(10_050);
    expect(result.current.processingTasks[1]).toBe(before);
  });

  test("another user gets nothing of the one before, not even for one render", async () => {
    const harness = createMonitorHarness([running]);
    const { result, rerender } = harness.render();
    await pass(100);
    harness.server.userId = "ben";
    harness.respond([waiting], { userId: "ben" });
    rerender();
    expect(result.current.processingTasks).toEqual([]);
    await pass(100);
    expect(result.current.taskStatuses).toEqual({ w1: "PENDING" });
  });

  test("a response about another user is refused, and the session is checked again", async () => {
    const harness = createMonitorHarness([running]);
    const { result } = harness.render();
    await pass(100);
    harness.respond([makeTask("bens", { status: "PROCESSING" })], { userId: "ben" });
    await pass(10_050);
    expect(result.current.taskStatuses).toEqual({ r1: "PROCESSING" });
    expect(harness.onSessionLost).toHaveBeenCalledTimes(1);
  });

  test("time is the server's, whatever the client's clock shows", async () => {
    vi.setSystemTime(new Date("2026-06-01T00:00:00Z"));
    const harness = createMonitorHarness([running]);
    const { result } = harness.render();
    await pass(0);
    await pass(5_000);
    expect(new Date(result.current.serverNow()).toISOString()).toBe("2026-01-01T10:01:05.000Z");
  });
});
