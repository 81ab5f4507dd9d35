import { expect, test } from "vitest";
import { formatReport } from "../src/formatReport.ts";
import { faultNames } from "../src/nemesis/faults.ts";
import { runChaos } from "../src/runChaos.ts";

test("every invariant holds during some seconds of every kind of fault", { timeout: 180_000 }, async () => {
  const report = await runChaos({
    seed: 20_261,
    durationMs: 12_000,
    runners: 2,
    adders: 1,
    schedules: 8,
    faults: faultNames,
    broken: null,
    log: () => {},
  });
  expect(report.violations.length + report.complaints.length, formatReport(report)).toBe(0);
  expect(report.counts.tasks).toBeGreaterThan(20);
  const { fired, skipped, missed } = report.counts.slots;
  expect(fired).toBeGreaterThan(0);
  expect(fired + skipped + missed).toBeGreaterThan(10);
  expect(report.counts.attempts).toBeGreaterThan(20);
  expect(Object.keys(report.counts.faults).length).toBeGreaterThan(3);
});
