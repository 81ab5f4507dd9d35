import type { Browser } from "playwright-core";
import { chooseBrowser } from "../../../apps/dashboard/e2e/support/browser/chooseBrowser.ts";
import { launchBrowser } from "../../../apps/dashboard/e2e/support/browser/launchBrowser.ts";
import { listBrowsers } from "../../../apps/dashboard/e2e/support/browser/listBrowsers.ts";
import type { Account } from "./signUp.ts";

/** Opens "My tasks" of an account in a real browser. */
export async function openPage(url: string, account: Account | undefined): Promise<Browser> {
  const { choice } = await chooseBrowser(listBrowsers(process.env.TEST_BROWSER));
  const browser = await launchBrowser(choice);
  const context = await browser.newContext({ extraHTTPHeaders: { cookie: account?.cookie ?? "" } });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("heading", { name: "My tasks" }).waitFor();
  return browser;
}
