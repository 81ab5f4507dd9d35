import type { Browser } from "playwright-core";
import { withLimit } from "./withLimit.ts";

/** Closes a browser. One that does not respond is killed by Playwright at the end of this process. */
export async function closeBrowser(browser: Browser): Promise<void> {
  await withLimit(10_000, "close", browser.close());
}
