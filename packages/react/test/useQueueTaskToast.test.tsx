import { act, cleanup, fireEvent, renderHook, screen } from "@testing-library/react";
import { useEffect } from "react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useQueueMonitor } from "../src/hooks/useQueueMonitor.ts";
import { useQueueTaskToast } from "../src/hooks/useQueueTaskToast.ts";
import { useShownTask } from "../src/hooks/useShownTask.ts";
import { makeTask } from "./support/makeTask.ts";
import { pass, resetEnvironment, setVisible } from "./support/monitorHarness.tsx";
import { announced, createToastHarness, forgetToasts, toastOf, toastsOnScreen } from "./support/toastHarness.tsx";

const { showToast, dismissToast, clearCompletedTasks, getActiveToastIds } = renderHook(() => useQueueTaskToast()).result
  .current;

const running = makeTask("r1", { status: "PROCESSING", progress: 40 });
const done = makeTask("r1", { status: "COMPLETED", rev: 2, finishedAt: "2026-01-01T10:01:05.000Z" });
const failed = makeTask("r1", {
  status: "MAX_RETRIES_REACHED",
  rev: 2,
  attempts: 3,
  errorMessage: "TimeoutError: upstream 30 s",
  finishedAt: "2026-01-01T10:01:05.000Z",
});

const stepsOf = (taskId: string) =>
  [...(toastOf(taskId)?.querySelectorAll(".queue-step") ?? [])].map((step) => [
    step.querySelector(".queue-step-label")?.textContent,
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
    const harness = createToastHarness([makeTask("r1")]);
    harness.render();
    await pass(100);
    const node = toastsOnScreen()[0];
    expect(stepsOf("r1")).toEqual([
      ["Added to queue", "completed"],
      ["Waiting to start...", "waiting"],
      ["Processing", "upcoming"],
      ["Completed", "upcoming"],
    ]);
    expect(toastOf("r1")?.querySelector(".queue-step")?.textContent).toBe("Added to queue done");
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
    expect(toastOf("r1")?.textContent).toContain("Failed permanently after 3 attempts");
    expect(announced("assertive")).toBe(
      "Contact import: Failed permanently after 3 attempts: TimeoutError: upstream 30 s",
    );
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
    const link = screen.getByRole<HTMLAnchorElement>("link", { name: "View Contact import" });
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
    expect(toastsOnScreen()).toHaveLength(5);
    expect(screen.getByText("+495 more tasks")).toBeDefined();
  });

  test("a toast that lost its place gets it back", async () => {
    createToastHarness().render();
    act(() => {
      for (const id of ["a", "b", "c", "d", "e"]) showToast({ id, status: "PENDING", data: {} });
    });
    await pass(100);
    act(() => showToast({ id: "urgent", status: "MAX_RETRIES_REACHED", data: {} }));
    await pass(20);
    expect(toastsOnScreen().map((toast) => toast.dataset.taskId)).toEqual(["urgent", "a", "b", "c", "d"]);
    act(() => dismissToast("urgent"));
    await pass(20);
    expect(toastOf("e")).not.toBeNull();
  });

  test("with one place, a toast moves to the front when it becomes the most important, as the same element", async () => {
    createToastHarness([], { maxToasts: 2 }).render();
    act(() => {
      for (const id of ["a", "b"]) showToast({ id, status: "PENDING", data: {} });
    });
    await pass(100);
    const node = toastOf("b");
    act(() => showToast({ id: "b", status: "PROCESSING", data: {} }));
    await pass(20);
    expect(toastsOnScreen()[0]).toBe(node);
  });

  test("the count includes the tasks that only the server has counted", async () => {
    const waiting = Array.from({ length: 50 }, (_, index) => makeTask(`w${index}`));
    const harness = createToastHarness(waiting);
    const counts = { active: 200, pending: 200, scheduled: 0, processing: 0, retrying: 0, completed: 0, failed: 0 };
    harness.respond(waiting, { counts: { ...counts, cancelled: 0 } });
    harness.render();
    await pass(100);
    expect(screen.getByText("+195 more tasks")).toBeDefined();
  });

  test("a scheduled task gets no toast until it is due within 60 seconds", async () => {
    const dueAt = "2026-01-01T11:00:00.000Z";
    const later = makeTask("later", { dueAt });
    const harness = createToastHarness();
    harness.respond([running], { scheduledTasks: [later] });
    harness.render();
    await pass(100);
    expect(getActiveToastIds()).toEqual(["r1"]);
    harness.respond([later, running], { now: "2026-01-01T10:59:30.000Z" });
    await pass(10_100);
    expect(getActiveToastIds()).toEqual(["r1", "later"]);
  });

  test("a task completed a moment before the page was loaded gets no toast, also after the next change", async () => {
    const justDone = makeTask("old", { status: "COMPLETED", finishedAt: "2026-01-01T10:00:59.000Z" });
    const harness = createToastHarness([justDone, running]);
    harness.render();
    await pass(100);
    harness.respond([justDone, { ...running, rev: 2, progress: 60 }]);
    await pass(10_100);
    expect(getActiveToastIds()).toEqual(["r1"]);
  });

  test("the page of a task shows no toast of it, also when it is loaded", async () => {
    const harness = createToastHarness([running]);
    // biome-ignore lint/correctness/noComponentHookFactories: of this test alone
    const TaskPage = () => {
      useShownTask("r1");
      return null;
    };
    const { rerender } = harness.render(<TaskPage />);
    await pass(100);
    expect(getActiveToastIds()).toEqual([]);
    rerender(<harness.Page />);
    harness.respond([{ ...running, rev: 2, progress: 60 }]);
    await pass(10_100);
    expect(getActiveToastIds()).toEqual([]);
  });

  test("of another user nothing stays, not for a moment", async () => {
    const harness = createToastHarness([running]);
    const { rerender } = harness.render();
    await pass(100);
    expect(announced()).toBe("Contact import: Processing");
    harness.server.userId = "ben";
    harness.respond([], { userId: "ben" });
    rerender(<harness.Page />);
    expect([toastsOnScreen(), announced()]).toEqual([[], ""]);
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

  test("unmounting a component closes no toast, and mounting QueueToasts again shows each once", async () => {
    const harness = createToastHarness([running]);
    const { unmount } = harness.render();
    await pass(100);
    unmount();
    await pass(1_000);
    expect(getActiveToastIds()).toEqual(["r1"]);
    harness.render();
    await pass(100);
    expect(toastsOnScreen()).toHaveLength(1);
  });
});

describe("wrong calls", () => {
  test.each([[null], [undefined], [{}], [{ id: 7, status: "PENDING" }], [{ id: "" }], ["text"]])(
    "showToast(%j) and dismissToast are ignored with one warning",
    async (value) => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      createToastHarness().render();
      expect(() => {
        showToast(value as unknown as Parameters<typeof showToast>[0]);
        showToast(value as unknown as Parameters<typeof showToast>[0]);
        dismissToast(value as unknown as string);
        dismissToast(undefined as unknown as string);
      }).not.toThrow();
      await pass(100);
      expect(getActiveToastIds()).toEqual([]);
      expect(warn.mock.calls.length).toBeLessThanOrEqual(2);
      warn.mockRestore();
    },
  );
});

describe("the pill", () => {
  test("stands for the tasks beyond the toasts, with their mean progress", async () => {
    const more = [24, 122, null].map((progress, index) => makeTask(`p${index}`, { status: "PROCESSING", progress }));
    const harness = createToastHarness(more, { maxToasts: 1, overflow: "pill" });
    harness.render();
    await pass(100);
    expect(toastsOnScreen()).toHaveLength(1);
    const pill = screen.getByRole("link", { name: "3 running, 73 %" });
    fireEvent.click(pill);
    expect(harness.actions.viewList).toHaveBeenCalledTimes(1);
  });

  test("is not there while the toasts show all active tasks, and after the last one", async () => {
    const harness = createToastHarness([running], { maxToasts: 1, overflow: "pill" });
    harness.render();
    await pass(100);
    expect(screen.queryByText(/running/)).toBeNull();
    act(() => dismissToast("r1"));
    await pass(100);
    expect(screen.getByText("1 running, 40 %")).toBeDefined();
    harness.respond([done]);
    await pass(10_100);
    expect(screen.queryByText(/running/)).toBeNull();
  });
});

describe("the keyboard", () => {
  async function renderWithButton() {
    createToastHarness().render(<button type="button">Row</button>);
    act(() => {
      for (const id of ["a", "b"]) showToast({ id, status: "PROCESSING", data: {} });
    });
    await pass(100);
    const row = screen.getByText("Row");
    row.focus();
    return row;
  }
  const press = (init: KeyboardEventInit) => fireEvent.keyDown(document.activeElement ?? document.body, init);
  const focused = () => document.activeElement?.closest("[data-task-id]")?.getAttribute("data-task-id");

  test("a new toast does not take the focus", async () => {
    const row = await renderWithButton();
    act(() => showToast({ id: "bad", status: "MAX_RETRIES_REACHED", data: {} }));
    await pass(100);
    expect(document.activeElement).toBe(row);
  });

  test.each([{ key: "F8" }, { key: "t", code: "KeyT", altKey: true }])(
    "%j goes to the most important toast, and Esc back",
    async (shortcut) => {
      const row = await renderWithButton();
      press(shortcut);
      expect(focused()).toBe("a");
      press({ key: "Escape" });
      expect(document.activeElement).toBe(row);
    },
  );

  test("leaving the toasts leaves the focus where the user has put it", async () => {
    await renderWithButton();
    press({ key: "F8" });
    const other = document.createElement("button");
    document.body.append(other);
    other.focus();
    await pass(100);
    expect(document.activeElement).toBe(other);
    other.remove();
  });

  test("after a dismissal the focus is in the next toast, and after the last one where it came from", async () => {
    const row = await renderWithButton();
    press({ key: "F8" });
    for (const next of ["b", undefined]) {
      const button = document.activeElement?.closest("li[data-task-id]")?.querySelector<HTMLElement>("button");
      button?.focus();
      act(() => button?.click());
      await pass(100);
      expect(focused()).toBe(next);
    }
    expect(document.activeElement).toBe(row);
  });
});

describe("the time of a toast", () => {
  test("stands still while the tab is hidden", async () => {
    createToastHarness().render();
    await setVisible(false);
    document.dispatchEvent(new Event("visibilitychange"));
    act(() => showToast({ id: "a", status: "COMPLETED", data: {} }));
    await pass(60_000);
    expect(getActiveToastIds()).toEqual(["a"]);
    await setVisible(true);
    document.dispatchEvent(new Event("visibilitychange"));
    await pass(8_100);
    expect(getActiveToastIds()).toEqual([]);
  });

  test("stands still while the focus is in it", async () => {
    createToastHarness().render();
    act(() => showToast({ id: "a", status: "COMPLETED", data: {} }));
    await pass(100);
    screen.getByRole("button", { name: /^Dismiss/ }).focus();
    await pass(60_000);
    expect(getActiveToastIds()).toEqual(["a"]);
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
    expect(screen.queryByText("Connection lost")).toBeNull();
  });
});
