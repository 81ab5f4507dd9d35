import { setTimeout as sleep } from "node:timers/promises";
import { Control } from "./Control.ts";

const everyMs = 500;

/**
 * Makes all runners with a connection of their own look at the schedules at the same time, at each full and half second of the
 * database's clock, when slots are due. Returns a function that stops it.
 */
export function forceTicks(readUrl: () => string, readNowMs: () => number): () => Promise<void> {
  // Its own connection: a notification that waits for other statements would be late.
  const control = new Control(readUrl);
  let isStopped = false;
  const force = async () => {
    while (!isStopped) {
      await sleep(everyMs - (readNowMs() % everyMs));
      await control.query("SELECT pg_notify('queue_hint', 'schedules')").catch(() => {});
    }
  };
  const forcing = force();
  return () => {
    isStopped = true;
    return forcing.then(() => control.close());
  };
}
