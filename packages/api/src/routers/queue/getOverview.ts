import { type RunnerRow, readOverview, type TypeRow } from "../../sql/readOverview.ts";
import { toIso } from "../../sql/times.ts";
import { redactNullable } from "../../taskSummary.ts";
import { operatorProcedure } from "../../trpc.ts";

/** How one type of task stands. */
export interface TypeOverview {
  type: string;
  /** Tasks that wait for a free place, their time or their next attempt; 10,001 means more than 10,000. */
  waiting: number;
  running: number;
  isPaused: boolean;
  /** Why it is paused, as the operator said. */
  pauseReason: string | null;
  /** Attempts that ended within the last hour. */
  lastHour: {
    completed: number;
    /** Attempts after which the task is tried again. */
    failed: number;
    /** Tasks that failed for good. */
    exhausted: number;
    cancelled: number;
    /** Milliseconds from the claim to the end, on average; null when no attempt ended. */
    averageRunMs: number | null;
    /** Milliseconds from being due to the claim, on average; null when no attempt ended. */
    averageWaitMs: number | null;
  };
}

/** A process that takes tasks and was heard of within the last 45 seconds. */
export interface RunnerOverview extends Omit<RunnerRow, "heartbeatAtMs"> {
  /** ISO 8601. */
  heartbeatAt: string;
}

export interface QueueOverview {
  /** Types that have anything to show, by name. */
  types: TypeOverview[];
  runners: RunnerOverview[];
  /** The database's time. ISO 8601. */
  now: string;
}

/** How the whole queue stands; for operators. */
export const getOverview = operatorProcedure.query(async ({ ctx }): Promise<QueueOverview> => {
  const { nowMs, types, runners } = await readOverview(ctx.db);
  return {
    types: types.map(toTypeOverview),
    runners: runners.map(({ heartbeatAtMs, ...runner }) => ({ ...runner, heartbeatAt: toIso(heartbeatAtMs) })),
    now: toIso(nowMs),
  };
});

function toTypeOverview({
  type,
  waiting,
  running,
  isPaused,
  pauseReason,
  runMs,
  waitMs,
  ...ended
}: TypeRow): TypeOverview {
  const attempts = ended.completed + ended.failed + ended.exhausted + ended.cancelled;
  const average = (sumMs: number) => (attempts === 0 ? null : Math.round(sumMs / attempts));
  return {
    type,
    waiting,
    running,
    isPaused,
    pauseReason: redactNullable(pauseReason),
    lastHour: { ...ended, averageRunMs: average(runMs), averageWaitMs: average(waitMs) },
  };
}
