/** The used part of the report of vitest's JSON reporter. */
export interface TestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

export interface TestSummary {
  passed: number;
  failed: number;
}

/**
 * Counts passed and failed tests. These count as a failure too: a file that could not be loaded, an error outside of tests, and a
 * run without a report or without tests.
 */
export function summarizeTestReport(report: TestReport | undefined, exitCode: number): TestSummary {
  if (!report) return { passed: 0, failed: 1 };
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + brokenFiles.length;
  const ranNothing = passed + failed === 0;
  return { passed, failed: failed === 0 && (exitCode !== 0 || ranNothing) ? 1 : failed };
}
