import type { Browser } from "playwright-core";
import type { BrowserChoice } from "./BrowserChoice.ts";
import { closeBrowser } from "./closeBrowser.ts";
import { launchBrowser } from "./launchBrowser.ts";
import { withLimit } from "./withLimit.ts";

/**
 * Checks what every test needs: the browser starts, shows a page, and survives closing a context. Returns its version.
 * Rejects with the reason if a step fails or takes longer than `limitMs` (default 30,000).
 */
export async function checkBrowser(choice: BrowserChoice, limitMs = 30_000): Promise<string> {
  const browser = await launchBrowser(choice, limitMs);
  try {
    await withLimit(limitMs, "open and close two pages", openTwoPages(browser));
    return browser.version();
  } finally {
    await closeBrowser(browser).catch(() => {});
  }
}

async function openTwoPages(browser: Browser): Promise<void> {
  for (const name of ["first", "second"]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.setContent(`<h1>${name}</h1>`);
    await page.getByRole("heading", { name }).waitFor();
    await context.close();
  }
}
