import type { QueueCore } from "../core.ts";
import { findWorker } from "../core.ts";
import { readTask } from "../database/readTask.ts";
import { retryTransient } from "../database/retryTransient.ts";
import { toDate } from "../database/times.ts";
import { TaskNotFoundError } from "../domain/errors/errors.ts";
import type { TaskRow } from "../domain/TaskRow.ts";
import type { QueueStatus } from "../domain/types.ts";
import { type ProviderWait, readProviderWaits } from "../providers/readProviderWaits.ts";
import type { PauseRow } from "../settings/pauses.ts";
import { readTaskSituation, type TaskSituation } from "./readTaskSituation.ts";

/** A reason why a task is not running, or what it is doing. */
export interface WaitReason {
  code:
    | "FINISHED"
    | "RUNNING"
    | "CANCEL_REQUESTED"
    | "LEASE_EXPIRED"
    | "EXPIRED"
    | "NOT_DUE"
    | "REFUSED"
    | "PAUSED"
    | "KEY_BUSY"
    | "QUARANTINED"
    | "PROVIDERS_UNAVAILABLE"
    | "NO_RUNNER"
    | "NO_FREE_SLOT"
    | "NEXT";
  /** The reason in sentences, for an operator. */
  message: string;
}

/** What a task is doing, or why it is not running. */
export interface TaskExplanation {
  id: string;
  status: QueueStatus;
  reasons: WaitReason[];
}

/** Explains why a task is not running, or what it is doing. @throws TaskNotFoundError */
export async function explainTask(core: QueueCore, id: string): Promise<TaskExplanation> {
  const row = await retryTransient(() => readTask(core.database, id));
  const situation = row && (await retryTransient(() => readTaskSituation(core.database, id)));
  if (!row || !situation) throw new TaskNotFoundError(id);
  const providers = findWorker(core, row.type)?.providers ?? [];
  const waits = providers.length > 0 ? await retryTransient(() => readProviderWaits(core.database, providers)) : [];
  const { refusalLimitMs } = core.settings;
  return { id, status: row.status, reasons: decideReasons(row, situation, waits, refusalLimitMs) };
}

/** Decides why a task is not running. Reasons of the task come first, reasons of the runners last. */
export function decideReasons(
  row: TaskRow,
  situation: TaskSituation,
  waits: readonly ProviderWait[],
  refusalLimitMs: number,
): WaitReason[] {
  if (row.finishedAtMs !== null) return [{ code: "FINISHED", message: describeEnd(row) }];
  if (row.status === "PROCESSING") return describeRun(row, situation);
  if ((situation.expiresInMs ?? 1) <= 0 && row.attempts === 0)
    return [
      {
        code: "EXPIRED",
        message: `It has not begun within ${formatDuration(row.startWithinMs ?? 0)} after its due time, so it no longer starts. A runner makes it MAX_RETRIES_REACHED within seconds.`,
      },
    ];
  const reasons: WaitReason[] = [];
  if (situation.pause) reasons.push({ code: "PAUSED", message: describePause(row.type, situation.pause) });
  if (row.refusedAtMs !== null)
    reasons.push({ code: "REFUSED", message: describeRefusal(row, row.refusedAtMs + refusalLimitMs) });
  if (situation.dueInMs > 0) {
    const why =
      row.status === "FAILED"
        ? `Attempt ${row.attempts} of ${row.maxAttempts} failed (${row.errorMessage ?? "no message"}). The next one`
        : (row.snoozeCount ?? 0) > 0 && row.errorMessage
          ? `It was snoozed (${row.errorMessage}). It`
          : "It";
    reasons.push({ code: "NOT_DUE", message: `${why} is due in ${formatDuration(situation.dueInMs)}.` });
  }
  if (situation.blockingTaskId)
    reasons.push({
      code: "KEY_BUSY",
      message: `Task ${situation.blockingTaskId} is running with the same concurrency key "${row.concurrencyKey}".`,
    });
  if (situation.otherQuarantined > 0 && situation.otherQuarantined >= situation.runners) {
    const others = situation.otherQuarantined === 1 ? "1 other is" : `${situation.otherQuarantined} others are`;
    reasons.push({
      code: "QUARANTINED",
      message: `It is quarantined, because its process crashed ${row.crashCount} times. A runner runs one quarantined task at a time, and ${others} running.`,
    });
  }
  if (waits.length > 0 && waits.every(({ waitMs }) => waitMs > 0)) {
    reasons.push({
      code: "PROVIDERS_UNAVAILABLE",
      message: `All its providers are cooling down: ${waits.map(({ name, waitMs }) => `${name} for ${formatDuration(waitMs)}`).join(", ")}.`,
    });
  }
  if (situation.runners === 0)
    reasons.push({
      code: "NO_RUNNER",
      message: `No live runner has a worker for type ${row.type}. Start one with queue.start().`,
    });
  else if (reasons.length === 0 && situation.busySlots >= situation.slots) {
    reasons.push({
      code: "NO_FREE_SLOT",
      message: `All ${situation.slots} slots for its type are in use (${situation.runners === 1 ? "1 runner" : `${situation.runners} runners`}).`,
    });
  }
  return reasons.length > 0
    ? reasons
    : [{ code: "NEXT", message: "It is due and starts as soon as a runner picks it up." }];
}

function describePause(type: string, { actor, reason, untilMs }: PauseRow): string {
  const pause = `Tasks of type ${type} are paused${actor ? ` by ${actor}` : ""}${reason ? `: ${reason}` : ""}.`;
  return untilMs === null
    ? `${pause} Call resumeType("${type}") to resume them.`
    : `${pause} The pause ends at ${toDate(untilMs).toISOString()}. Call resumeType("${type}") to end it now.`;
}

function describeRefusal({ refusalCount, errorMessage }: TaskRow, finalFromMs: number): string {
  const times = refusalCount === 1 ? "A process refused it once" : `Processes refused it ${refusalCount} times`;
  const until = toDate(finalFromMs).toISOString();
  return `${times} because its data did not fit the schema there (${errorMessage ?? "no message"}). It waits for a process with other code. From ${until} on, the next refusal is final.`;
}

function describeEnd({ status, terminalReason, attempts, maxAttempts, errorMessage, startWithinMs }: TaskRow): string {
  if (status === "COMPLETED") return "It was completed.";
  if (status === "CANCELLED") return "It was cancelled.";
  if (terminalReason === "EXPIRED")
    return `It expired: it had not begun within ${formatDuration(startWithinMs ?? 0)} after its due time. Call retryTask to give it this time again from now on.`;
  return `It failed permanently after attempt ${attempts} of ${maxAttempts} (${terminalReason ?? "no reason recorded"}): ${errorMessage ?? "no message"}. Call retryTask to give it another attempt.`;
}

function describeRun(row: TaskRow, { leaseHolder, leaseInMs }: TaskSituation): WaitReason[] {
  const reasons: WaitReason[] = [];
  if ((leaseInMs ?? 0) < 0)
    reasons.push({
      code: "LEASE_EXPIRED",
      message: "Its process stopped responding. Another runner will rescue the task within seconds.",
    });
  else
    reasons.push({
      code: "RUNNING",
      message: `Attempt ${row.attempts} of ${row.maxAttempts} is running on ${leaseHolder ?? "an unknown runner"}.`,
    });
  if (row.cancelRequestedAtMs !== null)
    reasons.push({
      code: "CANCEL_REQUESTED",
      message: "It was cancelled while it ran. Its status becomes CANCELLED when its worker returns.",
    });
  return reasons;
}

function formatDuration(ms: number): string {
  if (ms === Infinity) return "an infinite time";
  if (ms < 1_000) return `${Math.ceil(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`;
}
