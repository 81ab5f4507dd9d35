import type { ClaimedTask } from "../domain/ClaimedTask.ts";
import { describeError } from "../domain/errors/describeError.ts";
import { countErrorPattern } from "../domain/errors/errorPatterns.ts";
import type { RateLimitError } from "../domain/errors/errors.ts";
import { isQueueError } from "../domain/errors/isQueueError.ts";
import { summariseError } from "../domain/errors/summariseError.ts";
import { describeUnstorable, toStorableJson } from "../domain/json/json.ts";
import type { Outcome } from "../domain/outcome.ts";
import { type Backoff, decideRetryDelay, maxDelayMs, spreadWait } from "../domain/retryPolicy.ts";
import { cleanText } from "../domain/storableText.ts";
import { type CoolDown, decideCoolDown } from "../providers/decideCoolDown.ts";
import { decideFailover } from "../providers/decideFailover.ts";
import type { Completion } from "./completeTasks.ts";
import type { Failure } from "./failTasks.ts";
import type { Refusal } from "./refuseTasks.ts";
import type { Requeue } from "./requeueTasks.ts";
import type { AttemptTimes } from "./statistics.ts";

/** What to record of an attempt; `discard` means nothing. */
export type Settlement =
  | { kind: "complete"; record: Completion }
  | { kind: "fail"; record: Failure }
  | { kind: "requeue"; record: Requeue; coolDown?: CoolDown }
  | { kind: "refuse"; record: Refusal }
  | { kind: "discard" };

export interface SettlementPolicy {
  backoff: Backoff;
  /** The worker's providers in order of preference. */
  providers: readonly string[];
  /** The provider that this attempt used. */
  provider: string | null;
  /** Whether the worker was called. */
  hasBegun: boolean;
  times: AttemptTimes;
}

/** Number of snoozes, for any reason, after which the next rate limit fails the task permanently. */
export const maxRateLimitSnoozes = 1_000;

/** Decides what to record of an outcome. Pure. @param now - default: by the database's clock, the claim and the run after it */
export function decideSettlement(
  task: ClaimedTask,
  outcome: Outcome,
  policy: SettlementPolicy,
  now: Date = new Date(task.startedAtMs + policy.times.runMs),
): Settlement {
  switch (outcome.kind) {
    case "lost":
      return { kind: "discard" };
    case "rateLimited":
      return waitForProvider(task, outcome.error, policy, now);
    case "succeeded":
      return { kind: "complete", record: complete(task, outcome.value, policy.times) };
    case "stopped":
      return { kind: "requeue", record: requeue(task, policy, { delayMs: null, isSnooze: false }) };
    case "noProvider":
      return {
        kind: "requeue",
        record: requeue(task, policy, {
          delayMs: spreadWait(outcome.waitMs),
          message: `Waiting for ${outcome.providers.join(" or ")} to become available.`,
        }),
      };
    case "refused":
      return { kind: "refuse", record: refuse(task, outcome, policy.times) };
    case "timedOut":
      return { kind: "fail", record: fail(task, outcome.error, policy, now, "TIMEOUT") };
    case "threw":
      try {
        return decideThrown(task, outcome.error, policy, now);
      } catch {
        // Reading any property may throw, for example of a proxy whose traps throw.
        const unreadable = new Error("The worker threw a value that cannot be read.");
        return { kind: "fail", record: fail(task, unreadable, policy, now, "FAILED") };
      }
  }
}

function decideThrown(task: ClaimedTask, error: unknown, policy: SettlementPolicy, now: Date): Settlement {
  if (isQueueError(error, "RATE_LIMITED")) return waitForProvider(task, error, policy, now);
  if (isQueueError(error, "SNOOZED")) {
    return {
      kind: "requeue",
      record: requeue(task, policy, { delayMs: clampDelay(error.delayMs), message: summariseError(error) }),
    };
  }
  return { kind: "fail", record: fail(task, error, policy, now, "FAILED") };
}

function complete({ id, token, type }: ClaimedTask, value: unknown, { waitMs, runMs }: AttemptTimes): Completion {
  const completion: Completion = { id, token, type, result: null, note: null, waitMs, runMs };
  if (value === undefined) return completion;
  const storable = toStorableJson(value);
  if ("json" in storable) completion.result = storable.json;
  else completion.note = describeUnstorable("result", storable.issues);
  return completion;
}

function requeue({ id, token }: ClaimedTask, { hasBegun }: SettlementPolicy, change: Partial<Requeue>): Requeue {
  return {
    id,
    token,
    delayMs: null,
    isSnooze: true,
    hasBegun,
    maxSnoozes: null,
    failedProviders: null,
    errorPatterns: null,
    message: null,
    ...change,
  };
}

/** Each further refusal waits twice as long as the one before, because processes with newer code may start minutes later. */
const refusalBackoff = { maxMs: 60_000 };

function refuse(
  { id, token, workerVersion, history }: ClaimedTask,
  { error, version, limitMs }: Extract<Outcome, { kind: "refused" }>,
  times: AttemptTimes,
): Refusal {
  return {
    id,
    token,
    error: describeError(error),
    version,
    isFinal: version !== null && version === workerVersion,
    limitMs,
    delayMs: decideRetryDelay(refusalBackoff, error, history.refusalCount + 1),
    ...times,
  };
}

function fail(
  task: ClaimedTask,
  error: unknown,
  policy: SettlementPolicy,
  now: Date,
  outcome: "FAILED" | "TIMEOUT",
): Failure {
  const failedProvider = isQueueError(error, "PROVIDER_FAILED") ? cleanName(error.provider) : undefined;
  const provider = failedProvider ?? policy.provider;
  const description = describeError(error, provider);
  const isFinal = isQueueError(error, "UNRECOVERABLE");
  const failures = task.history.failureCount + 1;
  const failover =
    failedProvider === undefined
      ? undefined
      : decideFailover(policy.providers, task.history.failedProviders ?? [], failedProvider);
  return {
    id: task.id,
    token: task.token,
    outcome,
    error: description,
    isFinal,
    reason: isFinal ? "UNRECOVERABLE" : outcome === "TIMEOUT" ? "TIMEOUT" : "EXHAUSTED",
    delayMs: failover?.next ? 0 : decideRetryDelay(policy.backoff, error, failures),
    provider,
    failedProviders: failover?.failedProviders ?? task.history.failedProviders ?? [],
    errorPatterns: countErrorPattern(task.history.errorPatterns, description, provider, now.toISOString()),
    ...policy.times,
  };
}

function waitForProvider(task: ClaimedTask, error: RateLimitError, policy: SettlementPolicy, now: Date): Settlement {
  const provider = cleanName(error.provider);
  const coolDown = decideCoolDown(policy.providers, provider, error);
  const failover = decideFailover(policy.providers, task.history.failedProviders ?? [], provider);
  const description = describeError(error, provider);
  return {
    kind: "requeue",
    coolDown,
    record: requeue(task, policy, {
      delayMs: coolDown.holdsTask ? spreadWait(coolDown.seconds * 1_000) : 0,
      maxSnoozes: maxRateLimitSnoozes,
      failedProviders: failover.failedProviders,
      errorPatterns: countErrorPattern(task.history.errorPatterns, description, provider, now.toISOString()),
      message: description.summary,
    }),
  };
}

/** A worker may pass any value as the provider, but PostgreSQL stores only valid strings. */
function cleanName(provider: unknown): string {
  return cleanText(String(provider), 512);
}

function clampDelay(delayMs: number): number {
  return Number.isFinite(delayMs) ? Math.min(Math.max(delayMs, 0), maxDelayMs) : 1_000;
}
