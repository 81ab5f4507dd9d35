import type { ClaimedTask } from "../domain/ClaimedTask.ts";

// The rules for which tasks may be claimed, and in which order. Each rule is defined only here: as SQL about a row `t` of
// "QueueTask", and in TypeScript below it if a process also applies the rule.

const waitingStatuses = `'PENDING', 'FAILED'`;

/** SQL: whether the task waits for an attempt. */
export const isWaiting = `t.status IN (${waitingStatuses})`;

/** SQL: the same, written so that the planner does not consider QueueTask_claim_idx for it. */
export const isWaitingUnindexed = `t.status::text IN (${waitingStatuses})`;

/** SQL: whether a process is running the task. QueueTask_lease_idx contains only running tasks. */
export const isRunning = `t.status = 'PROCESSING' AND t."leaseExpiresAt" IS NOT NULL`;

/** SQL: when the task is due. QueueTask_claim_idx contains exactly this expression. */
export const dueTime = `coalesce(t."scheduledFor", t."createdAt")`;

/** SQL: whether the task is due. `statement_timestamp()` does not change within a statement, so an index range can end there. */
export const isDue = `${dueTime} <= statement_timestamp()`;

/** SQL: whether the task has been due for `ms` milliseconds. */
export const hasBeenDueFor = (ms: string): string => `${isDue} - ${ms} * interval '1 ms'`;

/** SQL: whether the task may have a further attempt. */
export const hasAttemptsLeft = `t.attempts < t."maxAttempts"`;

/**
 * SQL: whether the task may still begin: it has no `startWithinMs`, has begun before, or its time is not over. A claim never takes
 * an expired task; `expireTasks` ends it. Older versions of the library do not remove `startBy` when an attempt fails.
 */
export const isInTime = `(t."startBy" IS NULL OR t."startBy" > statement_timestamp() OR t.attempts > 0)`;

/** SQL: whether the task waits after a failed attempt, or a process has refused it. */
export const hasFailedOrWasRefused = `(t.status = 'FAILED' OR t."refusedAt" IS NOT NULL)`;

/** SQL: whether no operator has paused the type. @param type - SQL, for example `t.type` */
export const isOpenType = (type: string): string =>
  `NOT EXISTS (SELECT 1 FROM "QueueGate" g WHERE g.type = ${type} AND ${isPauseOn})`;

/** SQL: whether the pause `g` has not ended. */
export const isPauseOn = `(g.until IS NULL OR g.until > statement_timestamp())`;

/** SQL to use after FROM: the running task `r` with the concurrency key of `t`. QueueTask_concurrency_key allows one. */
export const runningWithSameKey = `"QueueTask" r
          WHERE r."concurrencyKey" = t."concurrencyKey" AND r."concurrencyKey" IS NOT NULL AND r.status = 'PROCESSING'`;

/** SQL: whether no task with the same concurrency key is running. */
export const isKeyFree = `(t."concurrencyKey" IS NULL OR NOT EXISTS (SELECT 1 FROM ${runningWithSameKey}))`;

/** Number of crashes after which a task is quarantined: a runner executes at most one quarantined task at a time. */
const quarantineCrashes = 2;

/** SQL: whether the task is quarantined. */
export const isInQuarantine = `t."crashCount" >= ${quarantineCrashes}`;

/** Whether a claimed task is quarantined. */
export function isQuarantined({ history }: Pick<ClaimedTask, "history">): boolean {
  return history.crashCount >= quarantineCrashes;
}

/** SQL to use after FROM: another quarantined task `q` that is running. QueueTask_lease_idx contains the running tasks. */
export const otherRunningInQuarantine = `"QueueTask" q
    WHERE q.status = 'PROCESSING' AND q."leaseExpiresAt" IS NOT NULL AND q."crashCount" >= ${quarantineCrashes} AND q.id <> t.id`;

/** Whether other due tasks must wait while this one runs: tasks with its concurrency key, or all other quarantined tasks. */
export function holdsOthersBack(task: Pick<ClaimedTask, "history" | "concurrencyKey">): boolean {
  return isQuarantined(task) || task.concurrencyKey !== null;
}

/**
 * SQL: whether a task that was claimed ahead is marked when it begins: it is on its last attempt, or has crashed before.
 * @param attempts - SQL: the task's attempts, including the claimed one
 */
export const isMarkedWhenBegun = (attempts: string): string => `${attempts} >= t."maxAttempts" OR t."crashCount" > 0`;

/** The same rule for a claimed task. */
export function isMarkedAtStart({ attempts, maxAttempts, history }: ClaimedTask): boolean {
  return attempts >= maxAttempts || history.crashCount > 0;
}

/** SQL: the priority of the task. QueueTask_claim_idx contains exactly this expression. */
export const priority = "coalesce(t.priority, 0)";

/** SQL: the order by due time, then by adding. An aging poll uses it, which ignores priorities. */
export const byDueTime = `${dueTime}, t.seq`;
/** SQL: the claim order: by priority, then by due time, then by adding. */
export const inClaimOrder = `${priority} DESC, ${byDueTime}`;

type Order = Pick<ClaimedTask, "priority" | "scheduledForMs" | "createdAtMs" | "seq">;

const dueMs = ({ scheduledForMs, createdAtMs }: Order): number => scheduledForMs ?? createdAtMs;

/** {@link byDueTime} of claimed tasks. The difference of two infinite times is NaN, so `seq` decides. */
export function compareByDueTime(a: Order, b: Order): number {
  return dueMs(a) - dueMs(b) || a.seq - b.seq;
}

/** {@link inClaimOrder} of claimed tasks. */
export function compareInClaimOrder(a: Order, b: Order): number {
  return (b.priority ?? 0) - (a.priority ?? 0) || compareByDueTime(a, b);
}
