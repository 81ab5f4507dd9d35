import { expect, test } from "vitest";
import { checkHistory } from "../src/checker/checkHistory.ts";
import { countHistory } from "../src/checker/countHistory.ts";
import { invariants, unchecked } from "../src/checker/invariants.ts";
import { formatReport } from "../src/formatReport.ts";
import { Story } from "./support/Story.ts";

function report(story: Story): string {
  const { violations, view } = checkHistory(story.tell());
  const options = {
    seed: 42,
    durationMs: 60_000,
    runners: 2,
    adders: 1,
    schedules: 0,
    faults: [],
    broken: null,
    log: () => {},
  };
  return formatReport({ options, counts: countHistory(view, violations), violations, complaints: [], view });
}

test("a report without violations lists every invariant, and those that were not checked", () => {
  const text = report(new Story().add("t").claim("t", "A").settle("t", "COMPLETED"));
  for (const id of Object.keys(invariants)) expect(text).toContain(`ok      ${id} `);
  for (const id of Object.keys(unchecked)) expect(text).toContain(`skipped ${id} `);
  expect(text).toContain("lost tasks 0, double outcomes 0");
  expect(text).toContain("all invariants held");
});

test("a violation is reported with the seed, the smallest history that has it, and the faults of that time", () => {
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
