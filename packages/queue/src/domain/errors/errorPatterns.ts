import type { ErrorDescription } from "./describeError.ts";

/** The failures of a task that have the same fingerprint. */
export interface TaskErrorPattern {
  errorClass: string;
  /** Message of the first such failure and of its causes, at most 500 characters. */
  message: string;
  provider: string | null;
  count: number;
  /** ISO times, by the database's clock. */
  firstAt: string;
  lastAt: string;
}

/** Maximum number of patterns per task; the one whose latest failure is oldest is dropped first. */
const maxPatterns = 20;

/** Returns the patterns with one more failure. */
export function countErrorPattern(
  patterns: Readonly<Record<string, TaskErrorPattern>> | null | undefined,
  error: ErrorDescription,
  provider: string | null,
  at: string,
): Record<string, TaskErrorPattern> {
  // Other programs may have written anything into this column.
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
