import { describe, expect, test } from "vitest";
import type { DescribeTask } from "./describeTask.ts";
import { type ToastTask, toastForTask } from "./toastForTask.ts";

const task = (change: Partial<ToastTask> = {}): ToastTask => ({ id: "a", status: "PENDING", data: {}, ...change });

test("the contract's three fields make a whole toast", () => {
  expect(toastForTask({ id: "a", status: "PROCESSING", data: { imageUrl: "https://example.com/cat.jpg" } })).toEqual({
    id: "a",
    kind: "processing",
    title: "Task",
    stepText: "Processing",
    isBusy: true,
    progress: null,
    progressNote: null,
    message: null,
    durationMs: Number.POSITIVE_INFINITY,
  });
});

test("only completed and cancelled toasts close by themselves, after 8 s", () => {
  const durations = ["PENDING", "PROCESSING", "FAILED", "MAX_RETRIES_REACHED", "COMPLETED", "CANCELLED"].map(
    (status) => toastForTask(task({ status })).durationMs,
  );
  const forEver = Number.POSITIVE_INFINITY;
  expect(durations).toEqual([forEver, forEver, forEver, forEver, 8_000, 8_000]);
});

test("a failed attempt before another one is not shown as final", () => {
  const spec = toastForTask(task({ status: "FAILED", attempts: 1, maxAttempts: 3, errorMessage: "busy" }));
  expect(spec).toMatchObject({ kind: "retrying", stepText: "Attempt 1 of 3 failed, will retry", message: "busy" });
});

test("a failed task says after how many attempts and why", () => {
  const spec = toastForTask(task({ status: "MAX_RETRIES_REACHED", attempts: 3, errorMessage: "TimeoutError: 30 s" }));
  expect(spec).toMatchObject({
    kind: "failed",
    stepText: "Failed permanently after 3 attempts",
    message: "TimeoutError: 30 s",
  });
});

test("progress is whole percent between 0 and 100, and only while it runs", () => {
  const progressOf = (progress: number, status = "PROCESSING") => toastForTask(task({ status, progress })).progress;
  expect([progressOf(62.4), progressOf(-3), progressOf(400), progressOf(Number.NaN)]).toEqual([62, 0, 100, null]);
  expect(progressOf(50, "PENDING")).toBeNull();
});

test("an unknown status is shown as waiting", () => {
  expect(toastForTask(task({ status: "DREAMING" })).kind).toBe("pending");
});

test("names and errors of 10 kB are cut", () => {
  const long = "x".repeat(10_000);
  const change = { status: "MAX_RETRIES_REACHED", errorMessage: long };
  const spec = toastForTask(task(change), 0, () => ({ title: long }));
  expect([spec.title.length, spec.message?.length]).toEqual([80, 240]);
});

test.each([[null], [undefined], ["text"], [42], [[]], [{ to: null, template: {} }], [{ imageUrl: 7, options: "x" }]])(
  "data that is %j makes a toast all the same",
  (data) => {
    expect(toastForTask(task({ data, type: "IMAGE_PROCESS" })).title).not.toBe("");
    expect(toastForTask(task({ data, type: "EMAIL_SEND" })).title).not.toBe("");
    expect(toastForTask(task({ data })).title).not.toBe("");
  },
);

describe("a task that is due later", () => {
  const now = new Date(2026, 0, 1, 10, 0).getTime();
  const at = (...time: [number, number, number, number]) =>
    new Date(2026, time[0], time[1], time[2], time[3]).toISOString();

  test("is scheduled, without a spinner", () => {
    expect(toastForTask(task({ dueAt: at(0, 1, 14, 5) }), now)).toMatchObject({
      kind: "scheduled",
      stepText: "Starts at 14:05",
      isBusy: false,
    });
    expect(toastForTask(task({ dueAt: at(0, 3, 14, 5) }), now).stepText).toBe("Starts at 3 Jan, 14:05");
  });

  test("waits when it is due within 60 seconds", () => {
    const dueAt = new Date(now + 59_000).toISOString();
    expect(toastForTask(task({ dueAt }), now)).toMatchObject({ kind: "pending", isBusy: true });
  });

  test("says when its next attempt is", () => {
    const failed = { status: "FAILED", attempts: 1, maxAttempts: 3, dueAt: at(0, 1, 14, 5) };
    expect(toastForTask(task(failed), now)).toMatchObject({
      stepText: "Attempt 1 of 3 failed, will retry at 14:05",
      isBusy: false,
    });
  });
});

describe("the title", () => {
  const titleBy = (describeTask: DescribeTask) => toastForTask(task({ type: "IMAGE_PROCESS" }), 0, describeTask).title;

  test("comes from the app, on one line", () => {
    expect(titleBy(() => ({ title: "Convert\nholiday.jpg" }))).toBe("Convert holiday.jpg");
  });

  test("is the type in words if the app's function fails or returns none", () => {
    const wrong = [() => ({ title: "" }), () => ({}) as { title: string }, () => JSON.parse("{")];
    expect(wrong.map(titleBy)).toEqual(["Image process", "Image process", "Image process"]);
  });
});
