/** What decides when the next poll comes. */
export interface PollState {
  /** Failed polls in a row. */
  failures: number;
  /** Milliseconds that a 429 answer asked to wait; undefined when the last poll was not refused so. */
  retryAfterMs: number | undefined;
  /** There is no session: asking again cannot help. */
  isSignedOut: boolean;
  /** Undefined until the first answer. */
  hasActive: boolean | undefined;
  /** Some task was announced that no answer has shown yet. */
  isWatching: boolean;
}

export const pollMs = 10_000;
const watchPollMs = 2_000;
const maxPollMs = 60_000;

/**
 * Milliseconds to the next poll, or false when there is nothing to wait for. Must be a pure function of its state:
 * a changed answer restarts the timer, so jitter here would put the poll off for ever.
 */
export function pollDelay(state: PollState): number | false {
  if (state.isSignedOut) return false;
  if (state.retryAfterMs !== undefined) return Math.max(state.retryAfterMs, pollMs);
  if (state.failures > 0) return Math.min(pollMs * 2 ** (state.failures - 1), maxPollMs);
  if (state.isWatching) return watchPollMs;
  // Before the first answer nobody knows, and a first request that failed must not end the polling.
  return state.hasActive === false ? false : pollMs;
}
