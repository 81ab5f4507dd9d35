import type { ErrorDescription } from "./describeError.ts";

/** How often a task failed in one way. */
export interface TaskErrorPattern {
  errorClass: string;
  /** Message of the first such failure with what its causes say beyond it, at most 500 characters. */
  message: string;
  provider: string | null;
  count: number;
  /** ISO times, by the clock of the process that ran the task. */
  firstAt: string;
  lastAt: string;
}

/** Patterns kept per task; the one not seen for longest goes first. */
const maxPatterns = 20;

/** Counts one more failure. */
export function countErrorPattern(
  patterns: Readonly<Record<string, TaskErrorPattern>> | null | undefined,
  error: ErrorDescription,
  provider: string | null,
  at: string,
): Record<string, TaskErrorPattern> {
  // Rows that others wrote may hold anything there.
  const known = Object.entries(patterns ?? {}).filter(([, pattern]) => typeof pattern?.lastAt === "string");
  const before = known.find(([fingerprint]) => fingerprint === error.fingerprint)?.[1];
  const counted: TaskErrorPattern = {
    errorClass: error.errorClass,
    message: before?.message ?? error.summary.slice(0, 500).toWellFormed(),
    provider,
    count: Math.min((before?.count ?? 0) + 1, 1_000_000_000),
    firstAt: before?.firstAt ?? at,
    lastAt: at,
  };
  const others = known.filter(([fingerprint]) => fingerprint !== error.fingerprint);
  others.sort(([, a], [, b]) => (a.lastAt < b.lastAt ? 1 : -1));
  return Object.fromEntries([[error.fingerprint, counted] as const, ...others].slice(0, maxPatterns));
}
