import { expect, test } from "vitest";
import { summarizeTestReport, type TestReport } from "./summarizeTestReport.ts";

const passing = { status: "passed", assertionResults: [{ status: "passed" }] };
const failing = { status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }] };
const unloadable = { status: "failed", assertionResults: [] };

const cases: { name: string; report: TestReport | undefined; exitCode: number; passed: number; failed: number }[] = [
  {
    name: "counts tests",
    report: { numPassedTests: 2, numFailedTests: 1, testResults: [passing, failing] },
    exitCode: 1,
    passed: 2,
    failed: 1,
  },
  {
    name: "counts a file that could not be loaded as a failure",
    report: { numPassedTests: 1, numFailedTests: 0, testResults: [passing, unloadable] },
    exitCode: 1,
    passed: 1,
    failed: 1,
  },
  {
    name: "counts an error outside of any test as a failure",
    report: { numPassedTests: 1, numFailedTests: 0, testResults: [passing] },
    exitCode: 1,
    passed: 1,
    failed: 1,
  },
  {
    name: "counts a run without tests as a failure",
    report: { numPassedTests: 0, numFailedTests: 0, testResults: [] },
    exitCode: 0,
    passed: 0,
    failed: 1,
  },
  { name: "counts a run without a report as a failure", report: undefined, exitCode: 1, passed: 0, failed: 1 },
  {
    name: "finds nothing wrong with a run that passed",
    report: { numPassedTests: 1, numFailedTests: 0, testResults: [passing] },
    exitCode: 0,
    passed: 1,
    failed: 0,
  },
];

test.each(cases)("$name", ({ report, exitCode, passed, failed }) => {
  expect(summarizeTestReport(report, exitCode)).toEqual({ passed, failed });
});
