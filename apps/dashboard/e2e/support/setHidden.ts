import type { Page } from "playwright-core";

/** Tells a page that its tab was hidden, or shown again. A browser without a window shows all of its tabs. */
export async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    const define = (name: string, value: unknown) =>
      Object.defineProperty(document, name, { configurable: true, get: () => value });
    define("visibilityState", hidden ? "hidden" : "visible");
    define("hidden", hidden);
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);
}
