import { type Browser, chromium } from "playwright-core";
import type { BrowserChoice } from "./BrowserChoice.ts";

// Not the arguments of @sparticuz/chromium: with --single-process the browser dies when a context is closed, and with
// --disable-web-security and --disable-site-isolation-trials these tests would miss security problems.
const quietArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a browser without a window. Rejects with its output if it does not start within `limitMs`. */
export async function launchBrowser(
  { executablePath, env, args = [] }: BrowserChoice,
  limitMs = 30_000,
): Promise<Browser> {
  return await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...quietArgs, ...args],
    env: { ...process.env, ...env },
    timeout: limitMs,
  });
}
