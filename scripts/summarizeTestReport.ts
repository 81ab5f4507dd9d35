/** What we read of the report that vitest's JSON reporter writes. */
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
 * Counts what passed and what failed. Everything that makes a run no success counts as a failure: a file that could not
 * be loaded, an error outside of any test, and a run that has no report or ran nothing.
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
