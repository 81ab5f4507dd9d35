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
  isAwaiting: boolean;
  /** Milliseconds until a scheduled task or an attempt becomes active; undefined if none will. */
  nextDueInMs: number | undefined;
}

export const pollMs = 10_000;
const awaitedPollMs = 2_000;
const maxPollMs = 60_000;

/** Returns the milliseconds between the last poll and the next one, or false for no poll. */
export function pollDelay(state: PollState): number | false {
  if (state.isSignedOut) return false;
  if (state.retryAfterMs !== undefined) return Math.max(state.retryAfterMs, pollMs);
  if (state.failures > 0) return Math.min(pollMs * 2 ** (state.failures - 1), maxPollMs);
  if (state.isAwaiting) return awaitedPollMs;
  // Before the first response it is unknown whether a task is active, so keep polling.
  if (state.hasActive !== false) return pollMs;
  return state.nextDueInMs === undefined ? false : Math.max(state.nextDueInMs, pollMs);
}
