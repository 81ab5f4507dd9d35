import { describeValue } from "../domain/errors/describeValue.ts";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { consoleLogger, guardLogger, type Logger } from "../domain/logger.ts";
import { type Backoff, defaultBackoff, maxDelayMs } from "../domain/retryPolicy.ts";
import type { ScheduleSpec } from "../domain/schedules.ts";
import { suggestName } from "../domain/suggestName.ts";
import { maxTimerMs } from "../domain/timers.ts";
import type { Workers } from "../workers/defineWorker.ts";
import type { Middleware } from "../workers/Middleware.ts";
import type { SchedulesOf } from "../workers/scheduleTyping.ts";
import { checkBackoff } from "./checkBackoff.ts";
import { checkKey, refuseUnknown, wholeNumber } from "./checkValues.ts";
import { checkWorkers } from "./checkWorkers.ts";

/** Options of a {@link QueueService}. All optional. */
export interface QueueServiceOptions<TWorkers extends Workers = Workers> {
  /** The workers of this process, by task type. Default: the built-in workers. */
  workers?: TWorkers | undefined;
  /**
   * URL of the same database. With it, the queue opens its own connections:
   * - two for its statements
   * - one for heartbeats, which a busy connection pool or a locked row then does not delay
   * - one that listens for notifications, so that new tasks start within milliseconds
   *
   * Default: none. All statements then use the Prisma client, and polling finds new tasks.
   */
  connectionString?: string | undefined;
  /**
   * Whether to use NOTIFY and LISTEN. Default true. Set it to false where they do not work, for example behind a transaction
   * pooler. Polling then finds new tasks.
   */
  notify?: boolean | undefined;
  /** Milliseconds that a lease lasts without a heartbeat. Default 30,000. */
  leaseMs?: number | undefined;
  /** Milliseconds between heartbeats, at most half of `leaseMs`. Default: a third of `leaseMs`. */
  heartbeatMs?: number | undefined;
  /** Milliseconds between rescues of tasks whose lease has expired, plus or minus 20 %. Default 5,000. */
  sweepMs?: number | undefined;
  /** Milliseconds between polls while polls are empty; after ten empty polls at this interval, twice as long. Default 1,000. */
  pollMs?: number | undefined;
  /** Milliseconds that one attempt may run; 0 means no timeout. Default 300,000 (5 min). */
  timeoutMs?: number | undefined;
  /** Delay between attempts. Default: 1 s, doubled with each failure up to 1 h, plus or minus 20 %. */
  backoff?: Backoff | undefined;
  /**
   * A process refuses a task whose data does not match its schema. This is the number of milliseconds from the first refusal
   * until a further one fails the task permanently (`UNRECOVERABLE`). With 0, the first refusal does. Default 3,600,000 (1 h).
   */
  refusalLimitMs?: number | undefined;
  /**
   * Milliseconds that finished tasks are kept; 0 means forever. Default: 7 days for completed tasks (`completedMs`), 30 days for
   * failed and cancelled ones (`failedMs`).
   */
  retention?: { completedMs?: number | undefined; failedMs?: number | undefined } | undefined;
  /**
   * Code around the worker of each attempt, the first one outermost; see {@link Middleware}. Default: none.
   */
  middleware?: readonly Middleware[] | undefined;
  /**
   * Names the version of the code of this process, 1 to 512 characters, for example a commit. It is stored with each runner.
   * Default: a hash of the schedules, and of the types and versions of the workers.
   */
  release?: string | undefined;
  /** Receives errors and warnings of background work. Default: they go to `console`. */
  logger?: Logger | undefined;
}

/**
 * The schedules of a {@link QueueService}. They are apart from {@link QueueServiceOptions}, whose values a program may share between
 * services with other workers.
 */
export interface ScheduleDeclarations<TWorkers extends Workers = Workers> {
  /**
   * The schedules of this code, by name. `start` writes them to the database. During a deployment, the release
   * that appeared last is in force. Default: none.
   */
  schedules?: SchedulesOf<TWorkers> | undefined;
}

/** {@link QueueServiceOptions} with all defaults filled in. */
export interface QueueSettings {
  leaseMs: number;
  heartbeatMs: number;
  sweepMs: number;
  pollMs: number;
  timeoutMs: number;
  backoff: Backoff;
  refusalLimitMs: number;
  retention: { completedMs: number; failedMs: number };
  middleware: readonly Middleware[];
  /** Undefined means the default. */
  release: string | undefined;
  schedules: Readonly<Record<string, ScheduleSpec>>;
  logger: Logger;
  notify: boolean;
}

/** Options of a runner. All optional. */
export interface StartOptions {
  /** Maximum number of tasks that run at the same time in this runner. Default 10. */
  concurrency?: number | undefined;
  /** Task types to run. Default: all types that the service has workers for. */
  types?: readonly string[] | undefined;
  /** Milliseconds to wait for running tasks when the runner stops, before it releases them. Default 25,000. */
  shutdownGraceMs?: number | undefined;
}

/** {@link StartOptions} with all defaults filled in. */
export type RunnerSettings = { [TName in keyof StartOptions]-?: Exclude<StartOptions[TName], undefined> };

const day = 86_400_000;

/** @throws InvalidOptionsError naming the option that has an invalid value, or that does not exist */
export function resolveServiceOptions(options: QueueServiceOptions & { schedules?: unknown }): QueueSettings {
  refuseUnknown(options, [
    "workers",
    "connectionString",
    "notify",
    "leaseMs",
    "heartbeatMs",
    "sweepMs",
    "pollMs",
    "timeoutMs",
    "backoff",
    "refusalLimitMs",
    "retention",
    "middleware",
    "release",
    "schedules",
    "logger",
  ]);
  const leaseMs = wholeNumber("leaseMs", options.leaseMs ?? 30_000, 100, maxTimerMs);
  const heartbeatMs = wholeNumber("heartbeatMs", options.heartbeatMs ?? Math.floor(leaseMs / 3), 10, maxTimerMs);
  if (heartbeatMs > leaseMs / 2)
    throw new InvalidOptionsError(
      "heartbeatMs",
      heartbeatMs,
      `at most ${Math.floor(leaseMs / 2)}, half of leaseMs (${leaseMs})`,
    );
  if (options.connectionString !== undefined && !/^postgres(ql)?:\/\//.test(options.connectionString)) {
    throw new InvalidOptionsError(
      "connectionString",
      `Option "connectionString" must be a URL that begins with postgresql:// (its value is not shown, because it may contain a password).`,
    );
  }
  if (options.notify !== undefined && typeof options.notify !== "boolean")
    throw new InvalidOptionsError("notify", options.notify, "true or false");
  if (options.retention !== undefined) refuseUnknown(options.retention, ["completedMs", "failedMs"], "retention.");
  if (options.workers !== undefined) checkWorkers(options.workers);
  if (options.middleware !== undefined) checkMiddleware(options.middleware);
  if (options.release !== undefined) checkKey("release", options.release);
  if (options.logger !== undefined) checkLogger(options.logger);
  return {
    leaseMs,
    heartbeatMs,
    sweepMs: wholeNumber("sweepMs", options.sweepMs ?? 5_000, 10, maxTimerMs),
    pollMs: wholeNumber("pollMs", options.pollMs ?? 1_000, 10, maxTimerMs),
    timeoutMs: wholeNumber("timeoutMs", options.timeoutMs ?? 300_000, 0, maxTimerMs),
    backoff: checkBackoff(options.backoff ?? defaultBackoff),
    refusalLimitMs: wholeNumber("refusalLimitMs", options.refusalLimitMs ?? 3_600_000, 0, maxDelayMs),
    retention: {
      completedMs: wholeNumber(
        "retention.completedMs",
        options.retention?.completedMs ?? 7 * day,
        0,
        Number.MAX_SAFE_INTEGER,
      ),
      failedMs: wholeNumber("retention.failedMs", options.retention?.failedMs ?? 30 * day, 0, Number.MAX_SAFE_INTEGER),
    },
    middleware: [...(options.middleware ?? [])],
    release: options.release,
    schedules: checkSchedules(options.schedules),
    logger: guardLogger(options.logger ?? consoleLogger),
    notify: options.notify ?? true,
  };
}

/** @throws InvalidOptionsError */
export function resolveStartOptions(options: StartOptions, known: readonly string[]): RunnerSettings {
  refuseUnknown(options, ["concurrency", "types", "shutdownGraceMs"]);
  if (options.types !== undefined && (!Array.isArray(options.types) || options.types.length === 0))
    throw new InvalidOptionsError("types", options.types, "an array of at least one type; omit the option to run all");
  for (const type of options.types ?? []) if (!known.includes(type)) throw refuseType(type, known);
  return {
    concurrency: wholeNumber("concurrency", options.concurrency ?? 10, 1, 10_000),
    types: [...new Set(options.types ?? known)],
    shutdownGraceMs: wholeNumber("shutdownGraceMs", options.shutdownGraceMs ?? 25_000, 0, maxTimerMs),
  };
}

function refuseType(type: unknown, known: readonly string[]): InvalidOptionsError {
  const meant = typeof type === "string" ? suggestName(type.slice(0, 128), known) : undefined;
  const workers = known.length > 0 ? `workers for ${known.join(", ")}` : "no workers";
  return new InvalidOptionsError(
    "types",
    `Option "types" has ${describeValue(type)}, but this service has ${workers}.${meant ? ` Did you mean ${meant}?` : ""}`,
  );
}

function checkMiddleware(middleware: readonly Middleware[]): void {
  if (!Array.isArray(middleware)) throw new InvalidOptionsError("middleware", middleware, "an array of functions");
  for (const [index, each] of middleware.entries())
    if (typeof each !== "function")
      throw new InvalidOptionsError(`middleware[${index}]`, each, "a function (task, context, next) => …");
}

/** Checks only that these are objects: `resolveSchedules` checks the rest. */
function checkSchedules(schedules: unknown = {}): Readonly<Record<string, ScheduleSpec>> {
  if (typeof schedules !== "object" || schedules === null || Array.isArray(schedules))
    throw new InvalidOptionsError("schedules", schedules, "an object of schedules by name");
  for (const [name, spec] of Object.entries(schedules))
    if (typeof spec !== "object" || spec === null)
      throw new InvalidOptionsError(`schedules.${name}`, spec, "an object { type, data, cron | everyMs, … }");
  return schedules as Readonly<Record<string, ScheduleSpec>>;
}

function checkLogger(logger: Logger): void {
  for (const level of ["info", "warn", "error"] as const)
    if (typeof logger?.[level] !== "function")
      throw new InvalidOptionsError(`logger.${level}`, logger?.[level], "a function of a message and its fields");
}
