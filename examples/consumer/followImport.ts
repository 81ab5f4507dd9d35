import { expect } from "vitest";
import { chooseBrowser } from "../../apps/dashboard/e2e/support/browser/chooseBrowser.ts";
import { closeBrowser } from "../../apps/dashboard/e2e/support/browser/closeBrowser.ts";
import { launchBrowser } from "../../apps/dashboard/e2e/support/browser/launchBrowser.ts";
import { listBrowsers } from "../../apps/dashboard/e2e/support/browser/listBrowsers.ts";

/** Adds an import in a real browser, and expects its progress, its toast, its styles and a stream, without an error. */
export async function followImport(url: string): Promise<void> {
  const { choice } = await chooseBrowser(listBrowsers(process.env.TEST_BROWSER));
  const browser = await launchBrowser(choice);
  try {
    const context = await browser.newContext();
    await context.addCookies([{ name: "user", value: "ana", url }]);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith("data:")) problems.push(request.url());
    });
    await page.goto(url);
    await page.getByText("0 active, 0 completed, live").waitFor();
    await page.getByRole("button", { name: "Import contacts.csv" }).click();
    const toast = page.locator("[data-task-id]");
    await toast.getByText("Import contacts.csv").waitFor();
    expect(await page.evaluate("getComputedStyle(document.querySelector('.queue-toasts')).position")).toBe("fixed");
    await page.getByLabel(/^\d+ of 40 rows$/).waitFor();
    await page.getByText("All contacts are imported.").waitFor();
    await page.locator("[data-task-id][data-kind=completed]").waitFor();
    await page.getByText("0 active, 1 completed, live").waitFor();
    expect(problems).toEqual([]);
  } finally {
    await closeBrowser(browser);
  }
}
