/** What the time of the next poll depends on. */
export interface PollState {
  /** Failed polls in a row. */
  failures: number;
  /** Wait in ms that a 429 response asked for; undefined if the last poll had none. */
  retryAfterMs: number | undefined;
  /** There is no session, so polling is pointless. */
  isSignedOut: boolean;
  /** Whether a task is active; undefined until the first response. */
  hasActive: boolean | undefined;
  /** Whether a task was added that no response has listed yet. */
  isWatching: boolean;
}

export const pollMs = 10_000;
const watchPollMs = 2_000;
const maxPollMs = 60_000;

/**
 * Returns the milliseconds until the next poll, or false for no poll. It must be a pure function: TanStack Query restarts
 * its timer when the value changes, so with jitter the poll would never happen.
 */
export function pollDelay(state: PollState): number | false {
  if (state.isSignedOut) return false;
  if (state.retryAfterMs !== undefined) return Math.max(state.retryAfterMs, pollMs);
  if (state.failures > 0) return Math.min(pollMs * 2 ** (state.failures - 1), maxPollMs);
  if (state.isWatching) return watchPollMs;
  // Before the first response it is unknown whether a task is active, so keep polling.
  return state.hasActive === false ? false : pollMs;
}
