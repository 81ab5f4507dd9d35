import { expect, test } from "vitest";
import { makeStatus, makeTask } from "../../test/support/makeTask.ts";
import { summarizeActive } from "./summarizeActive.ts";

const summaryOf = (tasks: Parameters<typeof makeStatus>[0], counts = {}) => {
  const status = makeStatus(tasks);
  return summarizeActive({ ...status.counts, ...counts }, status.processingTasks);
};
const running = (id: string, progress: number | null) => makeTask(id, { status: "PROCESSING", progress });

test("the percentage is the mean of the running tasks that report one", () => {
  expect(summaryOf([running("a", 24), running("b", 100), running("c", null)])).toEqual({
    text: "3 running, 62 %",
    percent: 62,
    count: 3,
  });
});

test("the count is the server's, not the length of the list", () => {
  expect(summaryOf([running("a", null)], { processing: 200, active: 200 }).text).toBe("200 running");
  expect(summaryOf([running("a", null)], { processing: 1_001, active: 1_001 }).text).toBe("1,000+ running");
});

test("without a running task it says how many wait", () => {
  expect(summaryOf([makeTask("a"), makeTask("b")]).text).toBe("2 waiting");
});

test("without an active task it is empty", () => {
  expect(summaryOf([makeTask("a", { status: "COMPLETED" })]).text).toBe("");
});
