import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTaskFollower } from "./createTaskFollower.ts";
import type { TaskSummary } from "./taskSummary.ts";

const running = { id: "a", finishedAt: null } as TaskSummary;
const finished = { id: "a", finishedAt: "2026-01-01T00:00:00Z" } as TaskSummary;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { visibilityState: "visible" });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a followed task is polled soon, then every two seconds, until it is finished", async () => {
  const fetchTask = vi.fn(async () => running);
  const onTask = vi.fn();
  createTaskFollower({ fetchTask, onTask }).follow("a");
  await vi.advanceTimersByTimeAsync(3_250);
  expect(fetchTask).toHaveBeenCalledTimes(4);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(fetchTask).toHaveBeenCalledTimes(6);
  fetchTask.mockResolvedValue(finished);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fetchTask).toHaveBeenCalledTimes(7);
  expect(onTask).toHaveBeenLastCalledWith(finished);
  expect(vi.getTimerCount()).toBe(0);
});

test("three failures in a row end it", async () => {
  const fetchTask = vi.fn(async () => Promise.reject(new Error("away")));
  createTaskFollower({ fetchTask, onTask: vi.fn() }).follow("a");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fetchTask).toHaveBeenCalledTimes(3);
});

test("nothing is asked while the tab is hidden", async () => {
  const fetchTask = vi.fn(async () => running);
  createTaskFollower({ fetchTask, onTask: vi.fn() }).follow("a");
  vi.stubGlobal("document", { visibilityState: "hidden" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fetchTask).not.toHaveBeenCalled();
});

test("at most five are followed, the latest", async () => {
  const fetchTask = vi.fn(async () => running);
  const follower = createTaskFollower({ fetchTask, onTask: vi.fn() });
  for (const id of ["a", "b", "c", "d", "e", "f"]) follower.follow(id);
  await vi.advanceTimersByTimeAsync(300);
  expect(fetchTask.mock.calls.flat().sort()).toEqual(["b", "c", "d", "e", "f"]);
});

test("after stop no response is passed on and no timer is left", async () => {
  const onTask = vi.fn();
  const follower = createTaskFollower({ fetchTask: async () => running, onTask });
  follower.follow("a");
  const looking = vi.advanceTimersByTimeAsync(250);
  follower.stop();
  await looking;
  expect(onTask).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
