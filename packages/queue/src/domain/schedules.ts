import type { AddToQueueOptions } from "./types.ts";

/** What happens to slots that no runner was alive for. A slot is late after 60 s, or after `splayMs` if that is longer. */
export type MissedPolicy = "once" | "skip" | "all";

/** What happens at a slot while an earlier task of the schedule is unfinished. */
export type OverlapPolicy = "skip" | "allow";

/** When a schedule has its slots: either `cron`, or `everyMs`. */
export type ScheduleTimes =
  | {
      /**
       * A cron expression with 5 fields, with 6 (seconds first), or with 7 (years last), or a nickname such as `@daily`. It may not
       * contain `?`.
       */
      cron: string;
      everyMs?: undefined;
      /** The IANA time zone of the expression, for example `Europe/Paris`. Default `UTC`. */
      timeZone?: string | undefined;
    }
  | {
      /** Milliseconds between slots, at least 1,000. They count from `startsAt`, else from 1970, so they do not drift. */
      everyMs: number;
      cron?: undefined;
      timeZone?: undefined;
    };

/** Options of the tasks that a schedule adds. All optional. */
export type ScheduledTaskOptions = Pick<
  AddToQueueOptions,
  "priority" | "maxAttempts" | "reference" | "concurrencyKey" | "timeoutMs" | "tags" | "meta" | "startWithinMs"
>;

/** What a schedule adds, and when. */
export type ScheduleSpec<TType extends string = string, TData = unknown> = ScheduleTimes & {
  /** Type of the tasks. */
  type: TType;
  /** Data of the tasks. */
  data: TData;
  options?: ScheduledTaskOptions | undefined;
  /** No slot is before this time. Default: none. */
  startsAt?: Date | undefined;
  /** No slot is after this time. Default: none. */
  endsAt?: Date | undefined;
  /** The schedule ends after it has added this many tasks. Default: no limit. */
  maxRuns?: number | undefined;
  /**
   * What happens to slots that no runner was alive for. Default `once`.
   * - `once`: one task for all of them. A slot that is on time counts as that task.
   * - `skip`: none.
   * - `all`: one task for each of the newest 100, oldest first, even with the overlap policy `skip`.
   */
  missed?: MissedPolicy | undefined;
  /** What happens at a slot while an earlier task of the schedule is unfinished: `skip` (default) or `allow`. */
  overlap?: OverlapPolicy | undefined;
  /** Spreads the due times: each task is due at a random time within this many milliseconds after its slot. Default 0. */
  splayMs?: number | undefined;
  /** The user who may see the tasks and the schedule. Default: none. */
  ownerId?: string | undefined;
};

/** The timing of a schedule as it is stored. Times are milliseconds since 1970. */
export interface ScheduleTiming {
  cron: string | null;
  everyMs: number | null;
  timeZone: string;
  startsAt: number | null;
  endsAt: number | null;
  maxRuns: number | null;
}

/** The policies of a schedule as they are stored. */
export interface SchedulePolicies {
  timing: ScheduleTiming;
  missed: MissedPolicy;
  overlap: OverlapPolicy;
  splayMs: number;
}

/** A schedule that was checked and has all its defaults. */
export interface ResolvedSchedule {
  name: string;
  type: string;
  ownerId: string | null;
  timing: ScheduleTiming;
  /** JSON of its {@link SchedulePolicies} and of `task`, the task that it adds. */
  spec: string;
}

/** `fired`: added a task. `skipped`: an earlier task was unfinished. `missed`: the slot was late, see {@link MissedPolicy}. */
export type SlotOutcome = "fired" | "skipped" | "missed";
