import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";

/** Waits until a condition holds, by polling. Fails with the last value. */
export async function until<T>(read: () => Promise<T> | T, holds: (value: T) => boolean, limitMs = 10_000): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (performance.now() > deadline) throw new Error(`still not so after ${limitMs} ms; last seen: ${inspect(value)}`);
    await sleep(10);
  }
}
