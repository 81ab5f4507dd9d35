import type { BrowserCandidate, BrowserChoice } from "./BrowserChoice.ts";
import { BrowserProblem, browserAdvice } from "./BrowserProblem.ts";
import { checkBrowser } from "./checkBrowser.ts";

export interface ChosenBrowser {
  title: string;
  version: string;
  choice: BrowserChoice;
}

/** Returns the first of `candidates` that works. Throws BrowserProblem with each one's error and what to install. */
export async function chooseBrowser(candidates: readonly BrowserCandidate[], limitMs?: number): Promise<ChosenBrowser> {
  const failures: string[] = [];
  for (const { title, prepare } of candidates) {
    try {
      const choice = await prepare();
      return { title, version: await checkBrowser(choice, limitMs), choice };
    } catch (error) {
      failures.push(`- ${title}: ${shortenReason(error)}`);
    }
  }
  const tried = failures.length === 0 ? "None is here." : `These were tried:\n${failures.join("\n")}`;
  throw new BrowserProblem(`No working browser was found for the browser tests. ${tried}\n${browserAdvice}`);
}

/** Returns the first line of Playwright's report, and what the browser printed. */
function shortenReason(error: unknown): string {
  const [first = "", ...rest] = (error instanceof Error ? error.message : String(error)).split("\n");
  const printed = rest.filter((line) => line.includes("[err]")).slice(0, 3);
  return [first, ...printed.map((line) => `    ${line.trim()}`)].join("\n");
}
