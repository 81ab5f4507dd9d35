import { describeValue } from "../domain/errors/describeValue.ts";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { consoleLogger, guardLogger, type Logger } from "../domain/logger.ts";
import { type Backoff, defaultBackoff, maxDelayMs } from "../domain/retryPolicy.ts";
import { suggestName } from "../domain/suggestName.ts";
import { maxTimerMs } from "../domain/timers.ts";
import type { Workers } from "../workers/defineWorker.ts";
import { checkBackoff } from "./checkBackoff.ts";
import { refuseUnknown, wholeNumber } from "./checkValues.ts";
import { checkWorkers } from "./checkWorkers.ts";

/** How a {@link QueueService} works. All optional. */
export interface QueueServiceOptions<TWorkers extends Workers = Workers> {
  /** What this process can run, by type. Default: the product's own workers. */
  workers?: TWorkers;
  /**
   * URL of the same database. With it the queue has two connections of its own and one for heartbeats, so that neither
   * a busy application pool nor a locked row costs a lease, and one that listens for notifications, so that new tasks start
   * within milliseconds.
   * Without it everything goes through the Prisma client and new tasks are found by polling.
   */
  connectionString?: string;
  /**
   * Whether to send and hear notifications by NOTIFY and LISTEN. Default true. Turn it off where they do not work, as behind a
   * transaction pooler: everything works by polling alone.
   */
  notify?: boolean;
  /** Milliseconds that a claim is good for without a heartbeat. Default 30,000. */
  leaseMs?: number;
  /** Milliseconds between heartbeats; at most half of `leaseMs`. Default a third of `leaseMs`. */
  heartbeatMs?: number;
  /** Milliseconds between looks for tasks of dead processes, give or take 20 %. Default 5,000. */
  sweepMs?: number;
  /** Milliseconds between looks for due tasks when there were none; grows to twice as much while idle. Default 1,000. */
  pollMs?: number;
  /** Milliseconds that one attempt may run; 0 means no limit. Default 300,000 (5 min). */
  timeoutMs?: number;
  /** Wait between attempts. Default: 1 s, doubled with each failure up to 1 h, plus or minus 20 %. */
  backoff?: Backoff;
  /**
   * Milliseconds from the first time that a process handed a task back because its data did not fit the schema there; after
   * that, the next process that its data does not fit ends it as UNRECOVERABLE. 0 means that the first one does. Default
   * 3,600,000 (1 h).
   */
  refusalLimitMs?: number;
  /** Milliseconds that finished tasks are kept; 0 means without end. Default 7 days for completed, 30 for failed and cancelled ones. */
  retention?: { completedMs?: number; failedMs?: number };
  logger?: Logger;
}

/** {@link QueueServiceOptions} with every default filled in. */
export interface QueueSettings {
  leaseMs: number;
  heartbeatMs: number;
  sweepMs: number;
  pollMs: number;
  timeoutMs: number;
  backoff: Backoff;
  refusalLimitMs: number;
  retention: { completedMs: number; failedMs: number };
  logger: Logger;
  notify: boolean;
}

/** How a runner works. All optional. */
export interface StartOptions {
  /** Tasks that run at once in this process. Default 10. */
  concurrency?: number;
  /** Run only these types. Default: all that the service has workers for. */
  types?: readonly string[];
  /** Milliseconds that running tasks get to finish when the runner stops. Default 25,000. */
  shutdownGraceMs?: number;
}

const day = 86_400_000;

/** @throws InvalidOptionsError naming the option that has an impossible value, or that does not exist */
export function resolveServiceOptions(options: QueueServiceOptions): QueueSettings {
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
    logger: guardLogger(options.logger ?? consoleLogger),
    notify: options.notify ?? true,
  };
}

/** @throws InvalidOptionsError */
export function resolveStartOptions(options: StartOptions, known: readonly string[]): Required<StartOptions> {
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

function checkLogger(logger: Logger): void {
  for (const level of ["info", "warn", "error"] as const)
    if (typeof logger?.[level] !== "function")
      throw new InvalidOptionsError(`logger.${level}`, logger?.[level], "a function of a message and its fields");
}
