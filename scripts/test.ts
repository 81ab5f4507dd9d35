// Runs all tests, or those that the arguments select (as for vitest), and prints "N passed, N failed" at the end.
//   pnpm test                                     everything, the browser tests included, except the long ones
//   pnpm test --project long                      the long browser tests: faults, several tabs, 1,000 tasks
//   pnpm test --project queue test/claim.test.ts  one file of one project
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { summarizeTestReport, type TestReport } from "./summarizeTestReport.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const progressReporter = join(root, "scripts/progress/reporter.ts");
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

function runVitest(args: string[]): Promise<number> {
  const child = spawn(process.execPath, [vitest, "run", ...args], { cwd: root, stdio: "inherit" });
  // Ctrl-C also reaches vitest. This process waits for its end, to print the result.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

async function readReport(path: string): Promise<TestReport | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as TestReport;
  } catch {
    return undefined; // vitest stopped before it wrote one, and has printed why
  }
}

const folder = await mkdtemp(join(tmpdir(), "test-report-"));
try {
  const reportFile = join(folder, "report.json");
  const selection = process.argv.slice(2).filter((argument) => argument !== "--");
  const reporters = [`--reporter=${progressReporter}`, "--reporter=json", `--outputFile.json=${reportFile}`];
  const exitCode = await runVitest([...reporters, ...selection]);
  const { passed, failed } = summarizeTestReport(await readReport(reportFile), exitCode);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? exitCode || 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}
