import { setTimeout as sleep } from "node:timers/promises";

/** Asks until the answer is not undefined; fails after `limitMs`. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined, limitMs = 20_000): Promise<T> {
  for (const deadline = performance.now() + limitMs; performance.now() < deadline; await sleep(20)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`What was waited for did not happen within ${limitMs} ms.`);
}
