import type { Browser } from "playwright-core";
import { withLimit } from "./withLimit.ts";

/** Closes a browser; one that does not answer is left behind, and Playwright kills it with this process. */
export async function closeBrowser(browser: Browser): Promise<void> {
  await withLimit(10_000, "close", browser.close());
}
