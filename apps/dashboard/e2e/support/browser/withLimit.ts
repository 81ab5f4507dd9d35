import { BrowserProblem } from "./BrowserProblem.ts";

/** Waits for work of the browser. Throws BrowserProblem if it takes longer than `limitMs`. */
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
