import { type Browser, chromium } from "playwright-core";
import type { Account } from "./signUp.ts";

/** Opens "My tasks" of an account in a real browser. */
export async function openPage(executablePath: string, url: string, account: Account | undefined): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext({ extraHTTPHeaders: { cookie: account?.cookie ?? "" } });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole("heading", { name: "My tasks" }).waitFor();
  return browser;
}
