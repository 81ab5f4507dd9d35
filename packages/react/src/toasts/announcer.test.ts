import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAnnouncer } from "./announcer.ts";
import { type ToastTask, toastForTask } from "./toastForTask.ts";

const describe = ({ data }: { data?: unknown }) => ({ title: String(data) });
const toast = (id: string, status: string, change: Partial<ToastTask> = {}) =>
  toastForTask({ id, status, data: id, ...change }, 0, describe);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("one task is announced with its title and step, and its progress is not", () => {
  const announcer = createAnnouncer();
  announcer.add(toast("holiday.jpg", "PROCESSING"));
  vi.advanceTimersByTime(100);
  expect(announcer.read()).toEqual({ polite: "holiday.jpg: Processing", assertive: "" });
  const listener = vi.fn();
  announcer.subscribe(listener);
  announcer.add(toast("holiday.jpg", "PROCESSING", { progress: 50 }));
  vi.advanceTimersByTime(10_000);
  expect(listener).not.toHaveBeenCalled();
});

test("steps within 3 seconds are one announcement", () => {
  const announcer = createAnnouncer();
  const listener = vi.fn();
  announcer.subscribe(listener);
  announcer.add(toast("a", "PROCESSING"));
  vi.advanceTimersByTime(100);
  for (const id of ["a", "b", "c"]) announcer.add(toast(id, "COMPLETED"));
  announcer.add(toast("d", "PROCESSING"));
  vi.advanceTimersByTime(2_900);
  expect(listener).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(200);
  expect(announcer.read().polite).toBe("3 tasks completed, 1 processing");
  expect(listener).toHaveBeenCalledTimes(2);
});

test("of several steps of one task only the last one is announced", () => {
  const announcer = createAnnouncer();
  for (const status of ["PENDING", "PROCESSING", "COMPLETED"]) announcer.add(toast("a", status));
  vi.advanceTimersByTime(100);
  expect(announcer.read().polite).toBe("a: Completed");
});

test("a failure is assertive, with its reason", () => {
  const announcer = createAnnouncer();
  announcer.add(toast("a", "MAX_RETRIES_REACHED", { errorMessage: "TimeoutError: 30 s" }));
  announcer.add(toast("b", "COMPLETED"));
  vi.advanceTimersByTime(100);
  expect(announcer.read()).toEqual({
    polite: "b: Completed",
    assertive: "a: Failed permanently: TimeoutError: 30 s",
  });
});

test("clearing empties the regions, and nothing that waited is announced", () => {
  const announcer = createAnnouncer();
  announcer.add(toast("a", "PROCESSING"));
  vi.advanceTimersByTime(100);
  announcer.add(toast("b", "PROCESSING"));
  announcer.clear();
  vi.advanceTimersByTime(10_000);
  expect(announcer.read()).toEqual({ polite: "", assertive: "" });
});

test("10,000 tasks leave nothing behind when their toasts are closed", () => {
  const announcer = createAnnouncer();
  for (let index = 0; index < 10_000; index += 1) {
    announcer.add(toast(`t${index}`, "COMPLETED"));
    announcer.forget(`t${index}`);
  }
  vi.advanceTimersByTime(100);
  expect(announcer.read().polite).toBe("10000 tasks completed");
});

test("two tasks with the same title are two announcements: the second text differs from the first", () => {
  const announcer = createAnnouncer();
  const texts: string[] = [];
  announcer.subscribe(() => texts.push(announcer.read().polite));
  for (const id of ["1", "2", "3"]) {
    announcer.add({ ...toast("report", "COMPLETED"), id });
    vi.advanceTimersByTime(4_000);
  }
  expect(texts.map((text) => text.trim())).toEqual(Array(3).fill("report: Completed"));
  expect(texts[1]).not.toBe(texts[0]);
  expect(texts[2]).not.toBe(texts[1]);
});
