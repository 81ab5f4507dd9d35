import type { BrowserContext, BrowserContextOptions } from "playwright-core";
import { inject } from "vitest";
import { BrowserProblem, browserAdvice } from "./BrowserProblem.ts";
import { closeBrowser } from "./closeBrowser.ts";
import { launchBrowser } from "./launchBrowser.ts";
import { withLimit } from "./withLimit.ts";

export interface OpenBrowser {
  /** Throws BrowserProblem if the browser has died or does not respond. */
  newContext(options: BrowserContextOptions): Promise<BrowserContext>;
  /** Throws BrowserProblem if the browser has died or does not respond. */
  close(): Promise<void>;
}

/** Starts the chosen browser. */
export async function openBrowser(choice = inject("browser")): Promise<OpenBrowser> {
  const browser = await launchBrowser(choice);
  const checkAlive = () => {
    if (browser.isConnected()) return;
    throw new BrowserProblem(
      `The browser ${choice.executablePath ?? "that Playwright downloaded"} (version ${browser.version()}) died during the tests. ${browserAdvice}`,
    );
  };
  return {
    async newContext(options) {
      try {
        return await withLimit(30_000, "open a context", browser.newContext(options));
      } catch (error) {
        checkAlive();
        throw error;
      }
    },
    async close() {
      checkAlive();
      await closeBrowser(browser);
    },
  };
}
