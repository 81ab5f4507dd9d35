import type { ScheduleSpec } from "../domain/schedules.ts";
import type { TaskInput, Workers } from "./defineWorker.ts";

/** The spec of a schedule of a registry: of any of its types, with data that matches the type. */
export type ScheduleSpecOf<TWorkers extends Workers> = string extends keyof TWorkers
  ? ScheduleSpec
  : { [TType in keyof TWorkers & string]: ScheduleSpec<TType, TaskInput<TWorkers, TType>> }[keyof TWorkers & string];

/** Schedules by name. */
export type SchedulesOf<TWorkers extends Workers> = Readonly<Record<string, ScheduleSpecOf<TWorkers>>>;
