import { expect, test } from "vitest";
import { checkHistory } from "../src/checker/checkHistory.ts";
import { countHistory } from "../src/checker/countHistory.ts";
import { invariants, unchecked } from "../src/checker/Violation.ts";
import { formatReport } from "../src/formatReport.ts";
import { Story } from "./support/Story.ts";

function report(story: Story): string {
  const { violations, view } = checkHistory(story.tell());
  const options = { seed: 42, durationMs: 60_000, runners: 2, adders: 1, faults: [], broken: null, log: () => {} };
  return formatReport({ options, counts: countHistory(view, violations), violations, complaints: [], view });
}

test("a run in which all held names every invariant, and aloud what was not checked", () => {
  const text = report(new Story().add("t").claim("t", "A").settle("t", "COMPLETED"));
  for (const id of Object.keys(invariants)) expect(text).toContain(`ok      ${id} `);
  for (const id of Object.keys(unchecked)) expect(text).toContain(`skipped ${id} `);
  expect(text).toContain("lost 0, double settlements 0");
  expect(text).toContain("all held");
});

test("a broken promise comes with the seed, the smallest history that breaks it, and the faults of its time", () => {
  const story = new Story().add("long").add("short");
  story
    .claim("long", "A")
    .settle("long", "FAILED")
    .claim("long", "B")
    .settle("long", "COMPLETED")
    .set("long", { settledRun: "run X" });
  story.fault("kill9", 10, 7).claim("short", "C").settle("short", "COMPLETED").set("short", { settledRun: "run Y" });
  const text = report(story);
  expect(text).toContain("BROKEN  I3");
  expect(text).toContain("--seed 42");
  expect(text).toContain("task short");
  expect(text).not.toContain("task long");
  expect(text).toContain("FAULT kill9");
  expect(text).toContain("run run C begins in process 1");
});
