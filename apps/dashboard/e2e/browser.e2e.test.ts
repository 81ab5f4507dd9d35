import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { chooseBrowser } from "./support/browser/chooseBrowser.ts";
import { findInstalledBrowser } from "./support/browser/findInstalledBrowser.ts";
import { listBrowsers } from "./support/browser/listBrowsers.ts";
import { openBrowser } from "./support/browser/openBrowser.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "queue-browser-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that is started in place of a browser. */
async function writeProgram(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

test("a browser that dies when a context is closed is refused, and so is one that does not start, each with its reason", async () => {
  const { executablePath } = inject("browser");
  const singleProcess = await writeProgram("single", `exec "${executablePath}" --single-process "$@"`);
  const broken = await writeProgram("broken", "echo 'error while loading shared libraries: libnss3.so' >&2; exit 127");
  const candidates = [
    ...listBrowsers(singleProcess),
    ...listBrowsers(broken),
    ...listBrowsers(join(folder, "missing")),
  ];
  const refusal = await chooseBrowser(candidates).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: "BrowserProblem" });
  const { message } = refusal as Error;
  expect(message).toMatch(/- \S*\/single: .*closed/);
  expect(message).toMatch(/- \S*\/broken: .*\n.*libnss3\.so/);
  expect(message).toMatch(/- \S*\/missing: .*/);
  expect(message).toContain("apt-get install chromium");
});

test("a browser that starts and never responds is refused", async () => {
  const silent = await writeProgram("silent", `exec "${process.execPath}" -e "setTimeout(() => {}, 60_000)"`);
  await expect(chooseBrowser(listBrowsers(silent), 1_000)).rejects.toThrow(/silent: .*Timeout 1000ms exceeded/);
});

test("a browser that dies during the tests is an error that says so, at the next page and at the end", async () => {
  const { executablePath, env = {} } = inject("browser");
  const pidFile = join(folder, "pid");
  const mortal = await writeProgram("mortal", `echo $$ >"${pidFile}"; exec "${executablePath}" "$@"`);
  const browser = await openBrowser({ executablePath: mortal, env });
  process.kill(Number(await readFile(pidFile, "utf8")), "SIGKILL");
  await expect(browser.newContext({})).rejects.toThrow(/mortal .*died during the tests\. Install Chromium/);
  await expect(browser.close()).rejects.toMatchObject({ name: "BrowserProblem" });
});

test("the next browser is taken where the first does not work", async () => {
  const { executablePath = "" } = inject("browser");
  const broken = await writeProgram("broken-too", "exit 1");
  const chosen = await chooseBrowser([...listBrowsers(broken), ...listBrowsers(executablePath)]);
  expect(chosen.title).toBe(executablePath);
});

test("without any browser the error says what to install", async () => {
  await expect(chooseBrowser([])).rejects.toThrow(/None is here\.\nInstall Chromium or Chrome/);
});

test("an installed browser is found on the PATH, in the order of preference", async () => {
  const chrome = await writeProgram("google-chrome", "");
  expect(findInstalledBrowser(folder)).toBe(chrome);
  const chromium = await writeProgram("chromium", "");
  expect(findInstalledBrowser(`:/nowhere:${folder}`)).toBe(chromium);
});

test.runIf(process.platform === "linux" && process.arch === "x64")(
  "the packaged browser works, with the libraries of the system or with those of its package",
  async () => {
    for (const candidate of listBrowsers("packaged").reverse()) {
      expect((await chooseBrowser([candidate])).version).toMatch(/^\d+\./);
    }
  },
);
