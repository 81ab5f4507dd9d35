/** The longest time in milliseconds that a timer of Node can wait, some 24.8 days: a longer one would fire after 1 ms. */
export const maxTimerMs = 2_147_483_647;

/** A wait in milliseconds that a timer can hold. A longer one ends early, so that its caller has to look again. */
export function boundTimer(waitMs: number): number {
  return Math.min(waitMs, maxTimerMs);
}
