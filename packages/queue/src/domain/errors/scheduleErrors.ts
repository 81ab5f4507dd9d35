import { QueueError } from "./errors.ts";

/** No schedule has this name. */
export class ScheduleNotFoundError extends QueueError {
  static override readonly name: string = "ScheduleNotFoundError";
  readonly code = "SCHEDULE_NOT_FOUND";
  readonly scheduleName: string;
  constructor(scheduleName: string) {
    super(`There is no schedule "${scheduleName.slice(0, 128)}". It was deleted, or no runner has declared it yet.`);
    this.scheduleName = scheduleName;
  }
}

/** Running code declares the schedule, so a call cannot change or delete it. */
export class ScheduleDeclaredError extends QueueError {
  static override readonly name: string = "ScheduleDeclaredError";
  readonly code = "SCHEDULE_DECLARED";
  readonly scheduleName: string;
  constructor(scheduleName: string, release: string) {
    super(
      `The code of release "${release}" declares schedule "${scheduleName}" and is running. Change the option "schedules" of its QueueService, or pause the schedule.`,
    );
    this.scheduleName = scheduleName;
  }
}
