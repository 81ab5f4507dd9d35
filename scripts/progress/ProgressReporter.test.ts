import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const reporter = fileURLToPath(new URL("./reporter.ts", import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "progress-reporter-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Each test starts vitest, which takes a while on a busy machine. */
const slow = { timeout: 120_000 };

/** Runs these test files one after another, and returns what is printed into a pipe. */
async function runTests(files: Record<string, string>): Promise<string> {
  const options = {
    name: "unit",
    globals: true,
    fileParallelism: false,
    reporters: [[reporter, { longestSilenceMs: 100 }]],
  };
  await writeFile(join(folder, "vitest.config.mjs"), `export default ${JSON.stringify({ test: options })}`);
  for (const [name, code] of Object.entries(files)) await writeFile(join(folder, name), code);
  return await new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: "1" };
    execFile(process.execPath, [vitest, "run", "--root", folder], { env }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

test("a pipe gets the plan, the running files after a while without output, and a line per file", slow, async () => {
  const printed = await runTests({
    "slow.test.js": `test("slow", () => new Promise((resolve) => setTimeout(resolve, 500)));`,
  });
  expect(printed).toMatch(/1 test file to run\./);
  expect(printed).toMatch(/… 0 of 1 test file done after \d+ s, running slow\.test\.js/);
  expect(printed).toMatch(/✓ 1\/1 +\d+ s {2}slow\.test\.js \(unit, 1 test\)/);
});

test("a failed test is shown with its error", slow, async () => {
  const printed = await runTests({ "bad.test.js": `test("bad", () => expect(1).toBe(2)); test("good", () => {});` });
  expect(printed).toMatch(/× bad/);
  expect(printed).toMatch(/AssertionError: expected 1 to be 2/);
});

test("after an error of the browser at the end of a file, no further file runs", slow, async () => {
  const printed = await runTests({
    "a.test.js": `
      afterAll(() => { throw Object.assign(new Error("The browser died."), { name: "BrowserProblem" }); });
      test("passes", () => {});`,
    "b.test.js": `test("later", () => console.log("LATER"));`,
  });
  expect(printed).toContain("BrowserProblem: The browser died.");
  expect(printed).not.toContain("LATER");
});

test("after an error of the browser, no further test runs", slow, async () => {
  const printed = await runTests({
    "dead.test.js": `
      test("dies", () => { throw Object.assign(new Error("The browser died."), { name: "BrowserProblem" }); });
      test("later", () => new Promise((resolve) => setTimeout(resolve, 20_000)), 30_000);`,
  });
  expect(printed).toContain("BrowserProblem: The browser died.");
  expect(printed).toMatch(/1 failed \| 1 skipped/);
});
