import { type Browser, chromium } from "playwright-core";
import type { BrowserChoice } from "./BrowserChoice.ts";

// Not those of @sparticuz/chromium: with its --single-process the browser dies with the first context that is closed, and
// its --disable-web-security and --disable-site-isolation-trials would let pass what these tests are there to find.
const quietArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a browser without a window. Rejects with what it printed when it does not start within `limitMs`. */
export async function launchBrowser({ executablePath, env }: BrowserChoice, limitMs = 30_000): Promise<Browser> {
  return await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: quietArgs,
    env: { ...process.env, ...env },
    timeout: limitMs,
  });
}
