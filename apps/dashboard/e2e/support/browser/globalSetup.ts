import type { TestProject } from "vitest/node";
import type { BrowserChoice } from "./BrowserChoice.ts";
import { chooseBrowser } from "./chooseBrowser.ts";
import { listBrowsers } from "./listBrowsers.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The browser that was checked before the first test. */
    browser: BrowserChoice;
  }
}

/** Vitest's global setup of the browser tests: finds a browser that works, or ends the run with the reason. */
export async function setup(project: TestProject): Promise<void> {
  const { title, version, choice } = await chooseBrowser(listBrowsers(process.env.TEST_BROWSER));
  console.log(`Browser tests: ${title}, version ${version}.`);
  project.provide("browser", choice);
}
