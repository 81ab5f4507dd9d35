import { InvalidOptionsError } from "./errors.ts";
import { type Backoff, type BackoffSettings, defaultBackoff, maxDelayMs } from "./retryPolicy.ts";
import type { AddToQueueOptions } from "./types.ts";
import type { Workers } from "./workers/defineWorker.ts";

/** Where the service reports what nobody else hears of. Default: warnings and errors go to `console`. */
export interface Logger {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** How a {@link QueueService} works. All optional. */
export interface QueueServiceOptions<TWorkers extends Workers = Workers> {
  /** What this process can run, by type. Default: the product's own workers. */
  workers?: TWorkers;
  /**
   * URL of the same database. With it the queue has two connections of its own, so that a busy application pool delays
   * neither heartbeats nor settlements, and one that listens for hints, so that new tasks start within milliseconds.
   * Without it everything goes through the Prisma client and new tasks are found by polling.
   */
  connectionString?: string;
  /**
   * Whether to send and hear hints by NOTIFY and LISTEN. Default true. Turn it off where they do not work, as behind a
   * transaction pooler: everything works by polling alone.
   */
  hints?: boolean;
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
  /** Milliseconds that finished tasks are kept; 0 means for ever. Default 7 days for completed, 30 for failed and cancelled ones. */
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
  retention: { completedMs: number; failedMs: number };
  logger: Logger;
  hints: boolean;
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

const consoleLogger: Logger = {
  info: () => {},
  warn: (message, fields) => console.warn(`[queue] ${message}`, ...(fields ? [fields] : [])),
  error: (message, fields) => console.error(`[queue] ${message}`, ...(fields ? [fields] : [])),
};

const day = 86_400_000;
const maxInt = 2_147_483_647;

/** @throws InvalidOptionsError naming the option that has an impossible value, or that does not exist */
export function resolveServiceOptions(options: QueueServiceOptions): QueueSettings {
  refuseUnknown(options, [
    "workers",
    "connectionString",
    "hints",
    "leaseMs",
    "heartbeatMs",
    "sweepMs",
    "pollMs",
    "timeoutMs",
    "backoff",
    "retention",
    "logger",
  ]);
  const leaseMs = wholeNumber("leaseMs", options.leaseMs ?? 30_000, 100, maxInt);
  const heartbeatMs = wholeNumber("heartbeatMs", options.heartbeatMs ?? Math.floor(leaseMs / 3), 10, maxInt);
  if (heartbeatMs > leaseMs / 2)
    throw new InvalidOptionsError("heartbeatMs", heartbeatMs, `at most half of leaseMs (${leaseMs})`);
  if (options.connectionString !== undefined && !/^postgres(ql)?:\/\//.test(options.connectionString)) {
    throw new InvalidOptionsError("connectionString", "(not shown)", "a URL that begins with postgresql://");
  }
  return {
    leaseMs,
    heartbeatMs,
    sweepMs: wholeNumber("sweepMs", options.sweepMs ?? 5_000, 10, maxInt),
    pollMs: wholeNumber("pollMs", options.pollMs ?? 1_000, 10, maxInt),
    timeoutMs: wholeNumber("timeoutMs", options.timeoutMs ?? 300_000, 0, maxInt),
    backoff: checkBackoff(options.backoff ?? defaultBackoff),
    retention: {
      completedMs: wholeNumber(
        "retention.completedMs",
        options.retention?.completedMs ?? 7 * day,
        0,
        Number.MAX_SAFE_INTEGER,
      ),
      failedMs: wholeNumber("retention.failedMs", options.retention?.failedMs ?? 30 * day, 0, Number.MAX_SAFE_INTEGER),
    },
    logger: options.logger ?? consoleLogger,
    hints: options.hints ?? true,
  };
}

/** @throws InvalidOptionsError */
export function resolveStartOptions(options: StartOptions, known: readonly string[]): Required<StartOptions> {
  refuseUnknown(options, ["concurrency", "types", "shutdownGraceMs"]);
  const unknown = options.types?.find((type) => !known.includes(type));
  if (unknown !== undefined)
    throw new InvalidOptionsError(
      "types",
      unknown,
      `types that this service has workers for (${known.join(", ") || "none"})`,
    );
  return {
    concurrency: wholeNumber("concurrency", options.concurrency ?? 10, 1, 10_000),
    types: options.types ?? known,
    shutdownGraceMs: wholeNumber("shutdownGraceMs", options.shutdownGraceMs ?? 25_000, 0, maxInt),
  };
}

const addOptionNames = [
  "priority",
  "scheduledFor",
  "delayMs",
  "maxAttempts",
  "reference",
  "ownerId",
  "uniqueKey",
  "onConflict",
  "concurrencyKey",
  "timeoutMs",
  "tags",
  "tx",
] as const satisfies readonly (keyof AddToQueueOptions)[];

/** @throws InvalidOptionsError */
export function checkAddOptions(options: AddToQueueOptions): void {
  refuseUnknown(options, addOptionNames);
  const { priority, scheduledFor, delayMs, maxAttempts, timeoutMs, reference, onConflict, tags } = options;
  if (priority !== undefined) wholeNumber("priority", priority, -maxInt, maxInt);
  if (maxAttempts !== undefined) wholeNumber("maxAttempts", maxAttempts, 1, 1_000);
  if (timeoutMs !== undefined) wholeNumber("timeoutMs", timeoutMs, 0, maxInt);
  if (delayMs !== undefined) wholeNumber("delayMs", delayMs, 0, maxDelayMs * 10);
  checkDate("scheduledFor", scheduledFor);
  if (scheduledFor !== undefined && delayMs !== undefined)
    throw new InvalidOptionsError("delayMs", delayMs, "either delayMs or scheduledFor, not both");
  if (reference !== undefined) {
    checkKey("reference.id", reference?.id);
    checkKey("reference.type", reference?.type);
  }
  for (const name of ["ownerId", "uniqueKey", "concurrencyKey"] as const) {
    if (options[name] !== undefined) checkKey(name, options[name]);
  }
  if (onConflict !== undefined && onConflict !== "existing" && onConflict !== "error") {
    throw new InvalidOptionsError("onConflict", onConflict, '"existing" or "error"');
  }
  if (tags !== undefined) checkTags(tags);
}

/** @throws InvalidOptionsError */
export function checkType(type: unknown): asserts type is string {
  if (typeof type !== "string" || !/^[A-Za-z0-9][\w.:\-/]{0,127}$/.test(type)) {
    throw new InvalidOptionsError(
      "type",
      type,
      "1 to 128 letters, digits, or any of _ . : - / and a letter or digit first, for example EMAIL_SEND",
    );
  }
}

/** A text that PostgreSQL can store and index: 1 to 512 characters. */
export function checkKey(name: string, value: unknown): void {
  if (
    typeof value !== "string" ||
    value.length === 0 ||
    value.length > 512 ||
    value.includes("\0") ||
    !value.isWellFormed()
  ) {
    throw new InvalidOptionsError(name, value, "a text of 1 to 512 valid characters");
  }
}

export function checkTags(tags: unknown): void {
  if (!Array.isArray(tags) || tags.length > 20)
    throw new InvalidOptionsError("tags", tags, "an array of at most 20 texts");
  for (const [index, tag] of tags.entries()) checkKey(`tags[${index}]`, tag);
}

/** Years 1 to 9999: what JavaScript and PostgreSQL both hold and print alike. */
export function checkDate(name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  const year = value instanceof Date ? value.getUTCFullYear() : Number.NaN;
  if (!(year >= 1 && year <= 9_999))
    throw new InvalidOptionsError(name, value, "a valid Date between the years 1 and 9999");
}

export function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
    throw new InvalidOptionsError(name, value, `a whole number from ${min} to ${max}`);
  }
  return value;
}

/** @throws InvalidOptionsError */
export function checkBackoff(backoff: Backoff): Backoff {
  if (typeof backoff === "function") return backoff;
  refuseUnknown(backoff, ["baseMs", "factor", "maxMs", "jitter"], "backoff.");
  const ranges: Record<keyof BackoffSettings, [min: number, max: number]> = {
    baseMs: [0, maxDelayMs],
    factor: [1, 100],
    maxMs: [0, maxDelayMs],
    jitter: [0, 1],
  };
  for (const [name, [min, max]] of Object.entries(ranges) as [keyof BackoffSettings, [number, number]][]) {
    const value = backoff[name];
    if (value !== undefined && !(value >= min && value <= max))
      throw new InvalidOptionsError(`backoff.${name}`, value, `a number from ${min} to ${max}`);
  }
  return backoff;
}

export function refuseUnknown(options: object, known: readonly string[], prefix = ""): void {
  if (typeof options !== "object" || options === null)
    throw new InvalidOptionsError(prefix || "options", options, "an object");
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new InvalidOptionsError(
      `${prefix}${unknown}`,
      (options as Record<string, unknown>)[unknown],
      `one of ${known.join(", ")}`,
    );
}
