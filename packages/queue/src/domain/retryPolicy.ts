import { describeValue } from "./errors/describeValue.ts";
import { summariseError } from "./errors/summariseError.ts";

/** Settings of the delay between attempts. */
export interface BackoffSettings {
  /** Milliseconds after the first failure. Default 1,000. */
  baseMs?: number | undefined;
  /** Factor per further failure. Default 2. */
  factor?: number | undefined;
  /** Longest delay in milliseconds. Default 3,600,000 (1 h). */
  maxMs?: number | undefined;
  /** Random spread as a share of the delay, 0 to 1. Default 0.2: plus or minus 20 %. */
  jitter?: number | undefined;
}

type BackoffFunction = (error: unknown, failures: number) => number;

/**
 * Settings, or a function that receives the error and the number of failures in a row (1 after the first), and returns
 * milliseconds. If the function throws, or does not return a number of 0 or more, the event `error` reports this, and the default
 * backoff is used.
 */
export type Backoff = BackoffSettings | BackoffFunction;

export const defaultBackoff = {
  baseMs: 1_000,
  factor: 2,
  maxMs: 3_600_000,
  jitter: 0.2,
} as const satisfies BackoffSettings;

/** The longest delay of a task: 365 days, well inside the range of timers and timestamps. */
export const maxDelayMs = 365 * 86_400_000;

/** Calls the application's backoff function. Returns undefined if it throws or returns anything but a delay. */
function askBackoff(
  backoff: BackoffFunction,
  error: unknown,
  failures: number,
  report?: (problem: Error) => void,
): number | undefined {
  try {
    const returned: unknown = backoff(error, failures);
    if (typeof returned === "number" && returned >= 0 && returned < Infinity) return returned;
    if (returned instanceof Promise) returned.catch(() => {}); // otherwise its rejection would be unhandled
    report?.(new TypeError(explainBackoff(`returned ${describeValue(returned)}`)));
  } catch (cause) {
    report?.(new Error(explainBackoff(`threw ${summariseError(cause)}`), { cause }));
  }
  return undefined;
}

function explainBackoff(did: string): string {
  return `The backoff function ${did}; expected a number of milliseconds, 0 or more, and not a promise. This failure uses the default backoff.`;
}

/** Returns a backoff that does the same, and reports when it is a function that throws or returns no delay. */
export function reportBackoff(backoff: Backoff, report: (problem: Error) => void): Backoff {
  if (typeof backoff !== "function") return backoff;
  return (error, failures) => askBackoff(backoff, error, failures, report) ?? Number.NaN;
}

/**
 * Decides the milliseconds until the next attempt: `base × factor^(failures − 1)`, capped, then spread by the jitter so that
 * tasks that failed together do not start together again. A delay that a backoff function returns is used as it is;
 * otherwise the default backoff applies.
 * @param random - a number in [0, 1)
 */
export function decideRetryDelay(
  backoff: Backoff,
  error: unknown,
  failures: number,
  random: number = Math.random(),
): number {
  const returned = typeof backoff === "function" ? askBackoff(backoff, error, failures) : undefined;
  if (returned !== undefined) return clamp(returned);
  const {
    baseMs = defaultBackoff.baseMs,
    factor = defaultBackoff.factor,
    maxMs = defaultBackoff.maxMs,
    jitter = defaultBackoff.jitter,
  } = typeof backoff === "function" ? defaultBackoff : backoff;
  // 0 × Infinity is NaN, so clamp first.
  const growth = Math.min(baseMs * Math.min(factor ** (Math.max(failures, 1) - 1), maxDelayMs), maxMs);
  return clamp(growth * (1 - jitter + 2 * jitter * random));
}

/**
 * Makes a delay longer, by up to a tenth but at most 5 s, so that tasks that wait for the same moment do not all start at
 * that moment. It is never shorter, because no task may start before that moment.
 */
export function spreadWait(waitMs: number, random: number = Math.random()): number {
  return Math.ceil(waitMs + Math.min(waitMs / 10, 5_000) * random);
}

function clamp(delayMs: number): number {
  return Math.round(Math.min(Math.max(delayMs, 0), maxDelayMs));
}
