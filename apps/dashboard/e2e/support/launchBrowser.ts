import { existsSync } from "node:fs";
import chromiumPackage from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const quietArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless Chromium: an installed one, else the one that comes as a package (Linux), else Playwright's own download. */
export async function launchBrowser(): Promise<Browser> {
  const found = installed.find((path) => existsSync(path));
  if (found) return await chromium.launch({ executablePath: found, args: quietArgs });
  if (process.platform === "linux" && process.arch === "x64") {
    const executablePath = await chromiumPackage.executablePath();
    return await chromium.launch({ executablePath, args: [...chromiumPackage.args, ...quietArgs] });
  }
  return await chromium.launch({ args: quietArgs });
}
