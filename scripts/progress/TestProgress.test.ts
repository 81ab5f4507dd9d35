import { expect, test } from "vitest";
import { TestProgress } from "./TestProgress.ts";

const claim = { project: "queue", path: "packages/queue/test/claim.test.ts" };
const keyboard = { project: "e2e", path: "apps/dashboard/e2e/keyboard.e2e.test.ts" };

test("the plan counts the files, and says that the browser tests come last and are slow", () => {
  expect(new TestProgress([claim, keyboard], 0).describePlan()).toMatch(
    /^2 test files to run\. The browser tests \(1 file\) come last.*slowest.*\nStarting PostgreSQL and looking for a browser/,
  );
  expect(new TestProgress([claim], 0).describePlan()).toBe("1 test file to run.\nStarting PostgreSQL …");
});

test("before the first file it waits for the servers", () => {
  expect(new TestProgress([claim, keyboard], 1_000).describe(16_000)).toBe(
    "0 of 2 test files done after 15 s, still starting PostgreSQL or the browser",
  );
});

test("running files are named, with their project and duration", () => {
  const progress = new TestProgress([claim, keyboard, claim], 0);
  progress.begin("1", claim, 2_000);
  progress.begin("2", keyboard, 60_000);
  expect(progress.describe(74_000)).toBe(
    "0 of 3 test files done after 1 min 14 s, running packages/queue/test/claim.test.ts (queue, 1 min 12 s so far) " +
      "and apps/dashboard/e2e/keyboard.e2e.test.ts (in a browser, e2e, 14 s so far)",
  );
});

test("a finished file is counted, with its duration, and no longer running", () => {
  const progress = new TestProgress(Array(10).fill(claim), 0);
  progress.begin("1", claim, 1_000);
  expect(progress.end("1", 4_000)).toBe(" 1/10  3 s");
  expect(progress.describe(5_000)).toBe("1 of 10 test files done after 5 s, the next one is starting");
  const only = new TestProgress([claim], 0);
  only.begin("1", claim, 0);
  only.end("1", 1_000);
  expect(only.describe(2_000)).toBe("1 of 1 test file done after 2 s, stopping PostgreSQL");
});
