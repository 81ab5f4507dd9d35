/** How the wait between attempts grows. */
export interface BackoffSettings {
  /** Milliseconds after the first failure. Default 1,000. */
  baseMs?: number;
  /** Growth per failure. Default 2. */
  factor?: number;
  /** Longest wait in milliseconds. Default 3,600,000 (1 h). */
  maxMs?: number;
  /** Random spread as a share of the wait, 0 to 1. Default 0.2: plus or minus 20 %. */
  jitter?: number;
}

/** Settings, or a function of the error and the number of failures in a row (1 after the first) that answers milliseconds. */
export type Backoff = BackoffSettings | ((error: unknown, failures: number) => number);

export const defaultBackoff: Required<BackoffSettings> = { baseMs: 1_000, factor: 2, maxMs: 3_600_000, jitter: 0.2 };

/** The longest time that anything is put off: 365 days, well inside what timers and timestamps hold. */
export const maxDelayMs = 365 * 86_400_000;

/**
 * Milliseconds until the next attempt: `base × factor^(failures − 1)`, capped, then spread by the jitter so that tasks
 * that failed together do not come back together.
 * @param random - a number in [0, 1)
 */
export function decideRetryDelay(
  backoff: Backoff,
  error: unknown,
  failures: number,
  random: number = Math.random(),
): number {
  if (typeof backoff === "function") {
    const delayMs = backoff(error, failures);
    return Number.isFinite(delayMs) ? clamp(delayMs) : defaultBackoff.maxMs;
  }
  const { baseMs, factor, maxMs, jitter } = { ...defaultBackoff, ...backoff };
  // Bounded before it is multiplied: nothing times infinity is no number.
  const growth = Math.min(baseMs * Math.min(factor ** (Math.max(failures, 1) - 1), maxDelayMs), maxMs);
  return clamp(growth * (1 - jitter + 2 * jitter * random));
}

/**
 * Makes a wait a little longer, by up to a tenth and 5 s, so that tasks that wait for the same moment do not all start in
 * it; never shorter, since that moment must not be missed.
 */
export function spreadWait(waitMs: number, random: number = Math.random()): number {
  return Math.ceil(waitMs + Math.min(waitMs / 10, 5_000) * random);
}

function clamp(delayMs: number): number {
  return Math.round(Math.min(Math.max(delayMs, 0), maxDelayMs));
}
