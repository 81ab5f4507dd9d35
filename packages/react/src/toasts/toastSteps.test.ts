import { expect, test } from "vitest";
import { currentStep, toastSteps } from "./toastSteps.ts";

const statesOf = (kind: Parameters<typeof toastSteps>[0]) => toastSteps(kind).map((step) => step.state);

test("the steps have the labels of the contract", () => {
  expect(toastSteps("pending").map((step) => step.label)).toEqual([
    "Added to queue",
    "Waiting to start...",
    "Processing",
    "Completed",
  ]);
});

test("a waiting task is at its second step", () => {
  expect(statesOf("pending")).toEqual(["completed", "waiting", "upcoming", "upcoming"]);
  expect(currentStep("pending")).toBe(1);
});

test("a running task is at its third", () => {
  expect(statesOf("processing")).toEqual(["completed", "completed", "processing", "upcoming"]);
});

test("a completed task has all steps behind it, seen or not", () => {
  expect(new Set(statesOf("completed"))).toEqual(new Set(["completed"]));
  expect(currentStep("completed")).toBe(3);
});

test("failed and cancelled tasks ended while processing, each in its own look", () => {
  expect(statesOf("failed")[2]).toBe("failed");
  expect(statesOf("cancelled")[2]).toBe("stopped");
});

test("a scheduled task has not begun to wait", () => {
  expect(statesOf("scheduled")).toEqual(["completed", "scheduled", "upcoming", "upcoming"]);
});
