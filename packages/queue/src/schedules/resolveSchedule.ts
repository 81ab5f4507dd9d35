import { prepareTask } from "../adding/prepareTask.ts";
import { findWorker } from "../core.ts";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import type { NewTask } from "../domain/NewTask.ts";
import { maxDelayMs } from "../domain/retryPolicy.ts";
import type {
  MissedPolicy,
  OverlapPolicy,
  ResolvedSchedule,
  ScheduledTaskOptions,
  ScheduleSpec,
  ScheduleTiming,
} from "../domain/schedules.ts";
import { suggestName } from "../domain/suggestName.ts";
import { checkDate, checkKey, refuseUnknown, wholeNumber } from "../validation/checkValues.ts";
import type { Worker, Workers } from "../workers/defineWorker.ts";
import { parseCron } from "./slots.ts";

const specNames = [
  "type",
  "data",
  "cron",
  "everyMs",
  "timeZone",
  "options",
  "startsAt",
  "endsAt",
  "maxRuns",
  "missed",
  "overlap",
  "splayMs",
  "ownerId",
] as const satisfies readonly (keyof ScheduleSpec)[];

const taskOptionNames = [
  "priority",
  "maxAttempts",
  "reference",
  "concurrencyKey",
  "timeoutMs",
  "tags",
  "meta",
  "startWithinMs",
] as const satisfies readonly (keyof ScheduledTaskOptions)[];

const missedPolicies: readonly MissedPolicy[] = ["once", "skip", "all"];
const overlapPolicies: readonly OverlapPolicy[] = ["skip", "allow"];

/** Names are printed in messages and kept in paths, so control characters and slashes are refused. */
const namePattern = /^[\p{L}\p{N}][^\p{C}/\\]{0,127}$/u;

/** @throws InvalidOptionsError */
export function checkScheduleName(name: unknown): asserts name is string {
  if (typeof name !== "string" || !namePattern.test(name))
    throw new InvalidOptionsError(
      "name",
      name,
      "a name such as nightly-report: 1 to 128 characters without / or \\, beginning with a letter or digit",
    );
}

/**
 * Checks a schedule and fills in defaults. Sends nothing to the database.
 * @param prefix - the position of the spec, such as `schedules.nightly.`
 * @throws InvalidOptionsError, InvalidTaskDataError
 */
export function resolveSchedule(
  name: string,
  spec: ScheduleSpec,
  worker: Worker | undefined,
  prefix = "",
): ResolvedSchedule | Promise<ResolvedSchedule> {
  checkScheduleName(name);
  refuseUnknown(spec, specNames, prefix);
  const timing = resolveTiming(spec, prefix);
  const { missed = "once", overlap = "skip", splayMs = 0, ownerId, options = {}, type, data } = spec;
  checkPolicy(`${prefix}missed`, missed, missedPolicies);
  checkPolicy(`${prefix}overlap`, overlap, overlapPolicies);
  wholeNumber(`${prefix}splayMs`, splayMs, 0, 2_147_483_647);
  if (ownerId !== undefined) checkKey(`${prefix}ownerId`, ownerId);
  refuseUnknown(options, taskOptionNames, `${prefix}options.`);
  const owner = ownerId ?? (options.reference?.type === "User" ? options.reference.id : null);
  const finish = (task: NewTask): ResolvedSchedule => ({
    name,
    type,
    ownerId: owner,
    timing,
    spec: `{"timing":${JSON.stringify(timing)},"missed":"${missed}","overlap":"${overlap}","splayMs":${splayMs},"task":${describeTask(task)}}`,
  });
  const task = prepareTask(type, data, options, worker);
  return task instanceof Promise ? task.then(finish) : finish(task);
}

/**
 * Checks the schedules of a service. A schedule whose schema needs a promise is checked later.
 * @throws InvalidOptionsError, InvalidTaskDataError
 */
export function resolveSchedules(
  schedules: Readonly<Record<string, ScheduleSpec>>,
  workers: Workers,
): readonly (ResolvedSchedule | Promise<ResolvedSchedule>)[] {
  return Object.entries(schedules).map(([name, spec]) => {
    const resolved = resolveSchedule(name, spec, findWorker({ workers }, spec.type), `schedules.${name}.`);
    if (resolved instanceof Promise) resolved.catch(() => {}); // start() reports it
    return resolved;
  });
}

/** Returns the task as JSON. The data is JSON already, and stays as it is. */
function describeTask(task: NewTask): string {
  const { data, meta, maxAttempts, priority, referenceId, referenceType, concurrencyKey, tags, timeoutMs } = task;
  const { workerVersion, startWithinMs } = task;
  const fields = { maxAttempts, priority, referenceId, referenceType, concurrencyKey, tags, timeoutMs, workerVersion };
  return `{"data":${data},"meta":${meta ?? "null"},${JSON.stringify({ ...fields, startWithinMs }).slice(1)}`;
}

function checkPolicy(name: string, value: unknown, known: readonly string[]): void {
  if (!known.includes(value as string))
    throw new InvalidOptionsError(name, value, known.map((each) => `"${each}"`).join(" or "));
}

/** Checks when a schedule has its slots. @throws InvalidOptionsError */
function resolveTiming(spec: ScheduleSpec, prefix: string): ScheduleTiming {
  const { cron, everyMs, timeZone = "UTC", startsAt, endsAt, maxRuns } = spec;
  if ((cron === undefined) === (everyMs === undefined))
    throw new InvalidOptionsError(
      `${prefix}cron`,
      `Pass "${prefix}cron" or "${prefix}everyMs"${cron === undefined ? "" : ", not both"}.`,
    );
  if (everyMs !== undefined) {
    wholeNumber(`${prefix}everyMs`, everyMs, 1_000, maxDelayMs * 10);
    if (spec.timeZone !== undefined)
      throw new InvalidOptionsError(
        `${prefix}timeZone`,
        `Option "${prefix}timeZone" has no effect with "everyMs", which counts milliseconds. Remove it, or pass "cron".`,
      );
  }
  if (startsAt !== undefined) checkDate(`${prefix}startsAt`, startsAt);
  if (endsAt !== undefined) checkDate(`${prefix}endsAt`, endsAt);
  if (startsAt && endsAt && endsAt < startsAt)
    throw new InvalidOptionsError(`${prefix}endsAt`, endsAt, "a time after startsAt");
  if (maxRuns !== undefined) wholeNumber(`${prefix}maxRuns`, maxRuns, 1, 2_147_483_647);
  checkTimeZone(`${prefix}timeZone`, timeZone);
  if (cron !== undefined) checkCron(`${prefix}cron`, cron, timeZone);
  return {
    cron: cron ?? null,
    everyMs: everyMs ?? null,
    timeZone,
    startsAt: startsAt?.getTime() ?? null,
    endsAt: endsAt?.getTime() ?? null,
    maxRuns: maxRuns ?? null,
  };
}

function checkTimeZone(name: string, timeZone: unknown): void {
  if (typeof timeZone === "string" && /^[A-Za-z]/.test(timeZone)) {
    try {
      new Intl.DateTimeFormat("en", { timeZone });
      return;
    } catch {
      // Not a time zone: the error below says so.
    }
  }
  const meant =
    typeof timeZone === "string" ? suggestName(timeZone.slice(0, 100), Intl.supportedValuesOf("timeZone")) : undefined;
  throw new InvalidOptionsError(
    name,
    timeZone,
    `an IANA time zone such as Europe/Paris or UTC${meant === undefined ? "" : `. Did you mean ${meant}?`}`,
  );
}

function checkCron(name: string, cron: unknown, timeZone: string): void {
  if (typeof cron !== "string" || cron.length > 512)
    throw new InvalidOptionsError(name, cron, "a cron expression such as 0 3 * * *");
  if (cron.includes("?"))
    throw new InvalidOptionsError(
      name,
      cron,
      "a cron expression without ?, which would mean the time at which a process reads it. Use * instead",
    );
  let first: Date | null;
  try {
    first = parseCron({ cron, timeZone }).nextRun(new Date(0));
  } catch (error) {
    const problem = (error instanceof Error ? error.message : String(error)).replace(/^\w+: /, "");
    throw new InvalidOptionsError(name, cron, `a cron expression such as 0 3 * * * (${problem})`);
  }
  if (first === null)
    throw new InvalidOptionsError(name, cron, "a cron expression that fires at some time. This one never does");
}
