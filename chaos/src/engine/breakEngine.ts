/** Mistakes that queues have been built with. */
export const brokenVariants = {
  settleById: "an outcome is recorded by the task's id alone",
  settleByStatus: "an outcome is recorded for whichever claim of the task is current",
  clientClock: "due times and leases follow the clock of the process",
  exclusiveLocks: "heartbeats, claims and rescues lock rows so strongly that a foreign key conflicts",
  unguardedRescue: "a rescue takes running tasks whose lease has not expired",
  unkeyedSlots: "a firing does not check the version of the schedule, and slots have no primary key",
  clientNext: "the next slot follows the clock of the process, not the slot before",
  staleOverlap: "a firing checks the version, and the overlap, in a snapshot that is older than its lock",
} as const;

export type BrokenVariant = keyof typeof brokenVariants;

export interface Breaker {
  rewrite(text: string): string;
  /** Number of changed statements so far; 0 means that nothing was broken. */
  readonly changed: number;
}

export interface BreakerOptions {
  /** The clock of the process, for `clientClock`. */
  readClock?: () => number;
  /** Called when the first statement is changed. */
  onFirst?: () => void;
}

/** It also checks the status: only a running task has a token. */
const tokenGuard = / AND t\."leaseToken" = \w+\.token/g;
const leaseGuard = /\(t\."leaseExpiresAt" < clock_timestamp\(\) OR t\."deadlineAt" < clock_timestamp\(\)\)/g;
/** `FOR UPDATE` instead conflicts with an open transaction that references the row. */
const rowLock = /FOR (NO KEY )?UPDATE(?= OF t SKIP LOCKED| SKIP LOCKED)/g;
const clock = /(clock_timestamp|statement_timestamp)\(\)/g;

/** What a firing checks of a schedule. */
const versionGuard = " AND s.version = g.version";
const nextSlot = /timestamptz 'epoch' \+ f\."nextMs" \* interval '1 ms'/g;
const givenFirings = /FROM (?=jsonb_to_recordset\(\$1::jsonb\) AS g)/g;
const firingOrder = /ORDER BY s\.name(?= FOR NO KEY UPDATE)/g;

const isFiring = (text: string) => text.includes(`AS "isBusy" FROM locked`);
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
  unkeyedSlots: { isTarget: isFiring, change: (text) => replace(text, versionGuard, "") },
  // As with schedules of whole seconds.
  clientNext: {
    isTarget: isFiring,
    change: (text, nowMs) => replace(text, nextSlot, `to_timestamp(${Math.ceil(nowMs / 1_000)})`),
  },
  staleOverlap: {
    isTarget: isFiring,
    change: (text) =>
      replace(
        replace(slowFiring(text), versionGuard, ""),
        firingOrder,
        `WHERE g.version = (SELECT v.version FROM "QueueSchedule" v WHERE v.name = g.name) $&`,
      ),
  },
};

/**
 * Breaks the engine by changing its statements before they are sent. They are found by their text, because a statement that goes
 * through Prisma has no name. Throws when a statement does not contain the part to change. `changed` and `onFirst` show whether
 * there was such a statement; the caller must check one of them.
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

/** Lets time pass between the snapshot of a firing and its locks. Other statements stay as they are. */
export function slowFiring(text: string): string {
  return isFiring(text) ? replace(text, givenFirings, "FROM (SELECT pg_sleep(0.6)) w, ") : text;
}

/** SQL that goes with `unkeyedSlots`: removes the primary key of the slots. */
export const dropSlotKey = `ALTER TABLE "QueueScheduleSlot" DROP CONSTRAINT "QueueScheduleSlot_pkey"`;

function replace(text: string, pattern: RegExp | string, by: string): string {
  if (typeof pattern === "string" ? !text.includes(pattern) : text.search(pattern) < 0)
    throw new Error(`The statement has no ${pattern} to change:\n${text}`);
  return text.replaceAll(pattern, by);
}
