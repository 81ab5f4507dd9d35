import { type Overview, readOverview } from "@package/queue/monitor";
import { redactNullable } from "../../taskSummary.ts";
import { toIso } from "../../toIso.ts";
import { operatorProcedure } from "../../trpc.ts";

/** The tasks of one type. */
export interface TypeOverview {
  type: string;
  /** Waiting tasks: for a slot, their due time or their next attempt. 10,001 means more than 10,000. */
  waiting: number;
  running: number;
  isPaused: boolean;
  /** Why it is paused, in the operator's words. */
  pauseReason: string | null;
  /** Attempts that ended within the last hour. */
  lastHour: {
    completed: number;
    /** Attempts after which the task gets another one. */
    failed: number;
    /** Tasks that failed permanently. */
    exhausted: number;
    cancelled: number;
    /** Milliseconds from the beginning to the end, on average; null if no attempt ended. */
    averageRunMs: number | null;
    /** Milliseconds from the due time to the beginning, on average; null if no attempt ended. */
    averageWaitMs: number | null;
  };
}

/** A runner that sent a heartbeat within the last 45 seconds. */
export interface RunnerOverview extends Omit<Overview["runners"][number], "heartbeatAtMs"> {
  /** ISO 8601. */
  heartbeatAt: string;
}

export interface QueueOverview {
  /** Types with waiting, running or recently ended tasks, or with a pause; by name. */
  types: TypeOverview[];
  runners: RunnerOverview[];
  /** The database's time. ISO 8601. */
  now: string;
}

/** Returns the state of the whole queue; for operators. */
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
}: Overview["types"][number]): TypeOverview {
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
