import { act, cleanup, fireEvent, renderHook, screen } from "@testing-library/react";
import { useEffect } from "react";
import { toast } from "sonner";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useQueueMonitor } from "@/hooks/useQueueMonitor";
import { useQueueTaskToast } from "@/hooks/useQueueTaskToast";
import { QueueMonitorComponent } from "../../../examples/contract/QueueMonitorComponent.tsx";
import { makeTask } from "../../../packages/react/test/support/makeTask.ts";
import { pass, passSlowly, resetEnvironment } from "../../../packages/react/test/support/monitorHarness.tsx";
import { createToastHarness, forgetToasts, toastOf, toastsOnScreen } from "./support/toastHarness.tsx";

const { showToast, dismissToast, clearCompletedTasks, getActiveToastIds } = renderHook(() => useQueueTaskToast()).result
  .current;

const running = makeTask("r1", { status: "PROCESSING", progress: 40, data: { fileUrl: "upload:a/leads.csv" } });
const done = makeTask("r1", { status: "COMPLETED", rev: 2, finishedAt: "2026-01-01T10:01:05.000Z" });
const failed = makeTask("r1", {
  status: "MAX_RETRIES_REACHED",
  rev: 2,
  attempts: 3,
  errorMessage: "TimeoutError: upstream 30 s",
  finishedAt: "2026-01-01T10:01:05.000Z",
});

const stepsOf = (taskId: string) =>
  [...(toastOf(taskId)?.querySelectorAll("li") ?? [])].map((step) => [
    step.textContent,
    step.querySelector("[data-step-state]")?.getAttribute("data-step-state"),
  ]);

beforeEach(() => {
  vi.useFakeTimers({
    toFake: [
      "setTimeout",
      "clearTimeout",
      "setInterval",
      "clearInterval",
      "Date",
      "requestAnimationFrame",
      "cancelAnimationFrame",
    ],
  });
});

afterEach(async () => {
  await forgetToasts();
  cleanup();
  resetEnvironment();
  vi.useRealTimers();
});

describe("the four functions", () => {
  test("are the same objects in all renders, components and mounts", () => {
    const first = renderHook(() => useQueueTaskToast());
    const second = renderHook(() => useQueueTaskToast());
    first.rerender();
    expect(first.result.current).toBe(second.result.current);
    expect(Object.isFrozen(first.result.current)).toBe(true);
  });

  test("an effect on the running tasks and showToast runs once per real change", async () => {
    const harness = createToastHarness([running]);
    const effect = vi.fn();
    // biome-ignore lint/correctness/noComponentHookFactories: it reports to this test alone
    const Watcher = () => {
      const { processingTasks } = useQueueMonitor();
      const { showToast } = useQueueTaskToast();
      useEffect(() => {
        effect();
        processingTasks.forEach(showToast);
      }, [processingTasks, showToast]);
      return null;
    };
    harness.render(<Watcher />);
    await pass(100);
    const afterMount = effect.mock.calls.length;
    await pass(30_000);
    expect(effect.mock.calls.length).toBe(afterMount);
    harness.respond([done]);
    await pass(10_100);
    expect(effect.mock.calls.length).toBe(afterMount + 1);
  });

  test("agree about ids at once, without waiting for the screen", async () => {
    createToastHarness().render();
    await pass(10);
    showToast({ id: "x", status: "PENDING", data: {} });
    expect(getActiveToastIds()).toEqual(["x"]);
    dismissToast("x");
    expect(getActiveToastIds()).toEqual([]);
  });

  test("dismissing works in a hidden tab, where no frames are drawn", async () => {
    createToastHarness().render();
    act(() => showToast({ id: "x", status: "PENDING", data: {} }));
    await pass(100);
    vi.stubGlobal("requestAnimationFrame", () => 1);
    act(() => dismissToast("x"));
    expect(getActiveToastIds()).toEqual([]);
    vi.unstubAllGlobals();
  });

  test("clearCompletedTasks leaves failed ones", async () => {
    createToastHarness().render();
    act(() => {
      showToast({ id: "good", status: "COMPLETED", data: {} });
      showToast({ id: "bad", status: "MAX_RETRIES_REACHED", data: {} });
    });
    await pass(100);
    act(() => clearCompletedTasks());
    await pass(1_000);
    expect(getActiveToastIds()).toEqual(["bad"]);
    expect(toastsOnScreen()).toHaveLength(1);
  });
});

describe("the toast of a task", () => {
  test("walks through its steps in one place", async () => {
    const harness = createToastHarness([makeTask("r1", { data: running.data })]);
    harness.render();
    await pass(100);
    const node = toastsOnScreen()[0];
    expect(stepsOf("r1")).toEqual([
      ["Added to queue", "completed"],
      ["Waiting to start...", "waiting"],
      ["Processing", "upcoming"],
      ["Completed", "upcoming"],
    ]);
    harness.respond([running]);
    await pass(10_100);
    expect(stepsOf("r1")[2]).toEqual(["Processing", "processing"]);
    expect(toastOf("r1")?.querySelector("[aria-current=step]")?.textContent).toBe("Processing");
    harness.respond([done]);
    await pass(10_100);
    expect(stepsOf("r1").map(([, state]) => state)).toEqual(["completed", "completed", "completed", "completed"]);
    expect(toastsOnScreen()).toEqual([node]);
  });

  test("only its step is text that is read aloud: percent ticks are hidden from it", async () => {
    const harness = createToastHarness([running]);
    harness.render();
    await pass(100);
    const spoken = () => {
      const copy = toastOf("r1")?.cloneNode(true) as HTMLElement;
      for (const hidden of copy.querySelectorAll("[aria-hidden]")) hidden.remove();
      return copy.textContent;
    };
    const before = spoken();
    harness.respond([{ ...running, progress: 80, progressNote: "80 of 100 rows", rev: 2 }]);
    await pass(10_100);
    expect(toastOf("r1")?.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow")).toBe("80");
    expect(spoken()).toBe(before);
  });

  test("closes 8 s after the completion, although it had no limit before", async () => {
    const harness = createToastHarness([running]);
    harness.render();
    await pass(100);
    harness.respond([done]);
    await pass(10_100);
    expect(toastsOnScreen()).toHaveLength(1);
    await pass(7_000);
    expect(toastsOnScreen()).toHaveLength(1);
    await pass(2_000);
    expect(toastsOnScreen()).toHaveLength(0);
    expect(getActiveToastIds()).toEqual([]);
  });

  test("stays when the task has failed, and says why", async () => {
    const harness = createToastHarness([running]);
    harness.render();
    await pass(100);
    harness.respond([failed]);
    await pass(10_100 + 120_000);
    expect(toastOf("r1")?.getAttribute("data-kind")).toBe("failed");
    expect(toastOf("r1")?.textContent).toContain("TimeoutError: upstream 30 s");
    expect(screen.getByRole("alert").textContent).toContain("Failed permanently after 3 attempts");
  });

  test("retries a failed task once, is disabled during the request, and shows a refusal", async () => {
    const harness = createToastHarness([running]);
    const request = Promise.withResolvers<void>();
    harness.actions.retryTask.mockReturnValueOnce(request.promise);
    harness.render();
    await pass(100);
    harness.respond([failed]);
    await pass(10_100);
    const button = () => screen.getByRole<HTMLButtonElement>("button", { name: "Retry" });
    fireEvent.click(button());
    fireEvent.click(button());
    expect(button().disabled).toBe(true);
    expect(harness.actions.retryTask.mock.calls).toEqual([["r1"]]);
    await act(async () =>
      request.reject(Object.assign(new Error("It is running already."), { data: { httpStatus: 409 } })),
    );
    expect(button().disabled).toBe(false);
    expect(toastOf("r1")?.textContent).toContain("It is running already.");
  });

  test("its button dismisses it permanently", async () => {
    const harness = createToastHarness([running]);
    harness.render();
    await pass(100);
    fireEvent.click(screen.getByRole("button", { name: /^Dismiss/ }));
    await pass(1_000);
    harness.respond([done]);
    await pass(20_000);
    expect(toastsOnScreen()).toHaveLength(0);
  });

  test("leads to the task's page without loading one", async () => {
    const harness = createToastHarness([running]);
    harness.render();
    await pass(100);
    const link = screen.getByRole<HTMLAnchorElement>("link", { name: "View Import leads.csv" });
    expect(link.getAttribute("href")).toBe("/tasks/r1");
    expect(fireEvent.click(link)).toBe(false);
    expect(harness.actions.viewTask.mock.calls).toEqual([["r1"]]);
  });

  test("a click that asks for a new tab is left to the browser", async () => {
    const harness = createToastHarness([running]);
    harness.render();
    await pass(100);
    fireEvent.click(screen.getByRole("link", { name: /^View/ }), { ctrlKey: true });
    expect(harness.actions.viewTask).not.toHaveBeenCalled();
  });

  test.each([
    ["an unknown status", { id: "x", status: "DREAMING", data: {} }],
    ["no data", { id: "x", status: "PROCESSING" }],
    [
      "markup in its name",
      { id: "x", status: "PROCESSING", data: { imageUrl: "upload:<img src=x onerror=alert(1)>" } },
    ],
    [
      "10 kB of text",
      {
        id: "x",
        status: "MAX_RETRIES_REACHED",
        data: { subject: "y".repeat(10_000) },
        errorMessage: "z".repeat(10_000),
      },
    ],
  ])("is drawn as text with %s", async (_what, task) => {
    createToastHarness().render();
    act(() => showToast(task));
    await pass(100);
    expect(toastsOnScreen()).toHaveLength(1);
    expect(toastOf("x")?.querySelector("img")).toBeNull();
    expect(toastOf("x")?.textContent?.length).toBeLessThan(800);
  });
});

describe("many, again and elsewhere", () => {
  test("five toasts and one note are on the screen, however many tasks there are", async () => {
    createToastHarness().render();
    act(() => {
      for (let index = 0; index < 500; index += 1) showToast({ id: `t${index}`, status: "PROCESSING", data: {} });
    });
    await pass(100);
    expect(toastsOnScreen()).toHaveLength(6);
    expect(screen.getByText("+495 more tasks")).toBeDefined();
  });

  test("a toast that lost its place and gets it back at once is there", async () => {
    createToastHarness().render();
    act(() => {
      for (const id of ["a", "b", "c", "d", "e"]) showToast({ id, status: "PENDING", data: {} });
    });
    await pass(100);
    act(() => showToast({ id: "urgent", status: "MAX_RETRIES_REACHED", data: {} }));
    await pass(20);
    expect(toastOf("urgent")).not.toBeNull();
    act(() => dismissToast("urgent"));
    await passSlowly(2_000);
    expect(toastOf("e")).not.toBeNull();
  });

  test("a task completed before the page was opened gets no toast", async () => {
    const harness = createToastHarness([makeTask("old", { status: "COMPLETED" }), running]);
    harness.render();
    await pass(100);
    expect(getActiveToastIds()).toEqual(["r1"]);
  });

  test("a task that started and finished between two polls raises one toast", async () => {
    const harness = createToastHarness([running]);
    harness.render();
    await pass(100);
    harness.respond([running, makeTask("quick", { status: "COMPLETED", finishedAt: "2026-01-01T10:01:05.000Z" })]);
    await pass(10_100);
    expect(toastOf("quick")?.getAttribute("data-kind")).toBe("completed");
  });

  test("a task missing from the response is not shown as completed", async () => {
    const harness = createToastHarness([running, makeTask("gone", { status: "PROCESSING" })]);
    harness.render();
    await pass(100);
    harness.respond([running]);
    await pass(10_100);
    expect(toastOf("gone")?.getAttribute("data-kind")).not.toBe("completed");
  });

  test("unmounting a component closes no toast", async () => {
    const harness = createToastHarness([running]);
    const { rerender } = harness.render(<QueueMonitorComponent />);
    await pass(100);
    rerender(
      <harness.Providers>
        <p>another page</p>
      </harness.Providers>,
    );
    await pass(1_000);
    expect(getActiveToastIds()).toEqual(["r1"]);
  });

  test("the contract's component shows the running tasks, and their toasts follow them to the end", async () => {
    const harness = createToastHarness([running]);
    harness.render(<QueueMonitorComponent />);
    await pass(100);
    expect(screen.getByText("Active Tasks: 1")).toBeDefined();
    expect(toastsOnScreen()).toHaveLength(1);
    harness.respond([done]);
    await pass(10_100);
    expect(screen.getByText("Completed: 1")).toBeDefined();
    expect(toastOf("r1")?.getAttribute("data-kind")).toBe("completed");
  });

  test("sonner's own list of past toasts stays bounded", async () => {
    for (let index = 0; index < 300; index += 1) {
      showToast({ id: `t${index}`, status: "PROCESSING", data: {} });
      await pass(1);
      dismissToast(`t${index}`);
    }
    await pass(2_000);
    expect(toast.getHistory().length).toBeLessThanOrEqual(110);
  });
});

describe("the connection", () => {
  test("one note appears after three failures in a row and goes with the first success", async () => {
    const harness = createToastHarness([running]);
    harness.render();
    await pass(100);
    harness.fail();
    await pass(10_000 + 10_000);
    expect(screen.queryByText("Connection lost")).toBeNull();
    await pass(21_000);
    expect(screen.getAllByText("Connection lost")).toHaveLength(1);
    harness.respond([running]);
    await pass(40_000);
    await passSlowly(1_000);
    expect(screen.queryByText("Connection lost")).toBeNull();
  });
});
