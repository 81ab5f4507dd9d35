import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { maxDelayMs } from "../domain/retryPolicy.ts";
import type { AddManyEntry, AddToQueueOptions, PrismaClientLike } from "../domain/types.ts";
import { checkDate, checkKey, checkTags, refuseUnknown, wholeNumber } from "./checkValues.ts";

const maxInt = 2_147_483_647;
const optionNames = [
  "priority",
  "scheduledFor",
  "delayMs",
  "maxAttempts",
  "reference",
  "ownerId",
  "uniqueKey",
  "concurrencyKey",
  "timeoutMs",
  "tags",
  "meta",
  "startWithinMs",
] as const satisfies readonly (keyof AddToQueueOptions)[];
const addOptionNames = [...optionNames, "onConflict", "tx"] as const satisfies readonly (keyof AddToQueueOptions)[];
const entryNames = ["type", "data", ...optionNames] as const satisfies readonly (keyof AddManyEntry)[];

/**
 * @param options - the options of a task, or an entry of a batch, which cannot have `tx` or `onConflict`
 * @param prefix - the position of the entry, such as `entries[3].`
 * @throws InvalidOptionsError
 */
export function checkAddOptions(options: AddToQueueOptions, prefix = ""): void {
  refuseUnknown(options, prefix === "" ? addOptionNames : entryNames, prefix);
  const { priority, scheduledFor, delayMs, maxAttempts, timeoutMs, startWithinMs, reference, onConflict, tags, tx } =
    options;
  if (priority !== undefined) wholeNumber(`${prefix}priority`, priority, -maxInt, maxInt);
  if (maxAttempts !== undefined) wholeNumber(`${prefix}maxAttempts`, maxAttempts, 1, 1_000);
  if (timeoutMs !== undefined) wholeNumber(`${prefix}timeoutMs`, timeoutMs, 0, maxInt);
  if (startWithinMs !== undefined) wholeNumber(`${prefix}startWithinMs`, startWithinMs, 1, maxInt);
  if (delayMs !== undefined) wholeNumber(`${prefix}delayMs`, delayMs, 0, maxDelayMs * 10);
  if (scheduledFor !== undefined && scheduledFor !== null) checkDate(`${prefix}scheduledFor`, scheduledFor);
  if (scheduledFor !== undefined && delayMs !== undefined)
    throw new InvalidOptionsError(`${prefix}delayMs`, `Pass "${prefix}delayMs" or "${prefix}scheduledFor", not both.`);
  if (reference !== undefined) {
    checkKey(`${prefix}reference.id`, reference?.id);
    checkKey(`${prefix}reference.type`, reference?.type);
  }
  for (const name of ["ownerId", "uniqueKey", "concurrencyKey"] as const) {
    if (options[name] !== undefined) checkKey(`${prefix}${name}`, options[name]);
  }
  if (onConflict !== undefined && onConflict !== "existing" && onConflict !== "error") {
    throw new InvalidOptionsError("onConflict", onConflict, '"existing" or "error"');
  }
  if (tx !== undefined) checkTransaction(tx);
  if (tags !== undefined) checkTags(`${prefix}tags`, tags);
}

/** @throws InvalidOptionsError */
export function checkType(type: unknown, name = "type"): asserts type is string {
  if (typeof type !== "string" || !/^[A-Za-z0-9][\w.:\-/]{0,127}$/.test(type)) {
    throw new InvalidOptionsError(
      name,
      type,
      "a type such as EMAIL_SEND: 1 to 128 letters, digits or any of _ . : - /, beginning with a letter or digit",
    );
  }
}

/**
 * Checks that this is a transaction client. A client has `$connect`, even when it is extended. A transaction client never has
 * it, even in a nested transaction.
 * @throws InvalidOptionsError
 */
export function checkTransaction(tx: unknown): void {
  if (typeof (tx as { $connect?: unknown } | null)?.$connect === "function")
    throw new InvalidOptionsError(
      "tx",
      `Option "tx" is the Prisma client itself, which is not part of a transaction. Pass the argument of your $transaction function, as in db.$transaction(async (tx) => …).`,
    );
  if (typeof (tx as PrismaClientLike | null)?.$queryRawUnsafe !== "function")
    throw new InvalidOptionsError(
      "tx",
      tx,
      "a Prisma transaction client, the argument in db.$transaction(async (tx) => …)",
    );
}
