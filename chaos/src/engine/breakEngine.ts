/** Ways in which queues have been built wrong. */
export const brokenVariants = {
  settleById: "a worker settles by the task's id alone",
  settleByStatus: "a worker settles whatever claim of the task is running",
  clientClock: "due times and leases follow the clock of the process",
  exclusiveLocks: "heartbeats, claims and rescues lock rows so strongly that the lock of a foreign key conflicts",
  unguardedRescue: "a sweep takes back running tasks whether or not their lease has ended",
} as const;

export type BrokenVariant = keyof typeof brokenVariants;

export interface Breaker {
  rewrite(text: string): string;
  /** Statements that were changed so far: 0 means that nothing was broken. */
  readonly changed: number;
}

export interface BreakerOptions {
  /** The clock of the process, for `clientClock`. */
  readClock?: () => number;
  /** Called when the first statement is changed. */
  onFirst?: () => void;
}

/** It stands for the status as well: only a running task has a token. */
const tokenGuard = / AND t\."leaseToken" = \w+\.token/g;
const leaseGuard = /\(t\."leaseExpiresAt" < clock_timestamp\(\) OR t\."deadlineAt" < clock_timestamp\(\)\)/g;
/** Against these, an open transaction that references the row stands. */
const rowLock = /FOR (NO KEY )?UPDATE(?= OF t SKIP LOCKED| SKIP LOCKED)/g;
const clock = /(clock_timestamp|statement_timestamp)\(\)/g;

const isSettlement = (text: string) => text.includes(`"settledToken" = t."leaseToken"`);
const isRescue = (text: string) => text.includes("'LEASE_EXPIRED'");
const isLocking = (text: string) => text.includes(`"QueueTask" t`) && text.includes("SKIP LOCKED");
const isAboutTime = (text: string) =>
  text.includes(`"leaseExpiresAt"`) && /clock_timestamp|statement_timestamp/.test(text);

const changes: Readonly<
  Record<BrokenVariant, { isTarget(text: string): boolean; change(text: string, nowMs: number): string }>
> = {
  settleById: { isTarget: isSettlement, change: (text) => replace(text, tokenGuard, "") },
  settleByStatus: {
    isTarget: isSettlement,
    change: (text) => replace(text, tokenGuard, " AND t.status = 'PROCESSING'"),
  },
  clientClock: {
    isTarget: isAboutTime,
    change: (text, nowMs) => replace(text, clock, `to_timestamp(${nowMs} / 1000.0)`),
  },
  exclusiveLocks: { isTarget: isLocking, change: (text) => replace(text, rowLock, "FOR UPDATE") },
  unguardedRescue: { isTarget: isRescue, change: (text) => replace(text, leaseGuard, "true") },
};

/**
 * Breaks the engine by changing its statements on their way out. Throws when a statement no longer has what it changes.
 * Whether there was such a statement at all, `changed` and `onFirst` tell.
 */
export function breakEngine(
  variant: BrokenVariant,
  { readClock = Date.now, onFirst = () => {} }: BreakerOptions = {},
): Breaker {
  const { isTarget, change } = changes[variant];
  let changed = 0;
  return {
    rewrite(text) {
      if (!isTarget(text)) return text;
      if (changed++ === 0) onFirst();
      return change(text, readClock());
    },
    get changed() {
      return changed;
    },
  };
}

function replace(text: string, pattern: RegExp, by: string): string {
  if (text.search(pattern) < 0) throw new Error(`The statement has no ${pattern} to change:\n${text}`);
  return text.replaceAll(pattern, by);
}
