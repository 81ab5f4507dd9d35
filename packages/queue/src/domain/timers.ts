/** The longest delay of a Node timer in milliseconds, 24.8 days. A longer delay would fire after 1 ms. */
export const maxTimerMs = 2_147_483_647;

/** Limits a delay to {@link maxTimerMs}. A longer delay ends early, so its caller must check the time again. */
export function boundTimer(waitMs: number): number {
  return Math.min(waitMs, maxTimerMs);
}
