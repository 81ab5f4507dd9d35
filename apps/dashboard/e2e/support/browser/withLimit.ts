import { BrowserProblem } from "./BrowserProblem.ts";

/** Waits for what the browser has to do at once. Throws BrowserProblem when it does not within `limitMs`. */
export async function withLimit<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new BrowserProblem(`The browser did not ${what} within ${limitMs / 1000} s.`)),
      limitMs,
    );
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
