import { InvalidOptionsError } from "../domain/errors/errors.ts";
import type { QueueStatus } from "../domain/types.ts";
import { checkType } from "../validation/checkAddOptions.ts";
import { checkDate, checkKey, refuseUnknown, wholeNumber } from "../validation/checkValues.ts";
import type { PageOptions, TaskFilter } from "./TaskFilter.ts";

/** A checked filter; null means any value. */
export interface ResolvedFilter {
  statuses: readonly QueueStatus[];
  types: readonly string[] | null;
  ownerId: string | null;
  referenceId: string | null;
  referenceType: string | null;
  tag: string | null;
  concurrencyKey: string | null;
  uniqueKey: string | null;
  addedAfterMs: number | null;
  addedBeforeMs: number | null;
}

const filterNames = [
  ...["status", "type", "ownerId", "reference", "tag", "concurrencyKey", "uniqueKey", "addedAfter", "addedBefore"],
] as const;
const allStatuses = ["PENDING", "PROCESSING", "FAILED", "COMPLETED", "MAX_RETRIES_REACHED", "CANCELLED"] as const;
const maxTypes = 100;

/** Which statuses a filter of a call may have. */
export interface StatusRule {
  /** The statuses that a caller may name. */
  allowed: readonly QueueStatus[];
  /** The statuses if the caller names none. */
  otherwise: readonly QueueStatus[];
}

/** @throws InvalidOptionsError naming the condition that is invalid, or that does not exist */
export function resolveFilter(
  filter: TaskFilter,
  { allowed, otherwise }: StatusRule = { allowed: allStatuses, otherwise: allStatuses },
): ResolvedFilter {
  refuseUnknown(filter, filterNames, "filter.");
  const { status, type, reference, addedAfter, addedBefore } = filter;
  const statuses = status === undefined ? otherwise : checkStatuses(toList(status), allowed);
  const types = type === undefined ? null : checkTypes(toList(type));
  for (const name of ["ownerId", "tag", "concurrencyKey", "uniqueKey"] as const)
    if (filter[name] !== undefined) checkKey(`filter.${name}`, filter[name]);
  if (reference !== undefined) {
    refuseUnknown(reference, ["id", "type"], "filter.reference.");
    checkKey("filter.reference.id", reference.id);
    if (reference.type !== undefined) checkKey("filter.reference.type", reference.type);
  }
  // A null that counted as "any time" would make a bulk call change all tasks.
  if (addedAfter !== undefined) checkDate("filter.addedAfter", addedAfter);
  if (addedBefore !== undefined) checkDate("filter.addedBefore", addedBefore);
  return {
    statuses,
    types,
    ownerId: filter.ownerId ?? null,
    referenceId: reference?.id ?? null,
    referenceType: reference?.type ?? null,
    tag: filter.tag ?? null,
    concurrencyKey: filter.concurrencyKey ?? null,
    uniqueKey: filter.uniqueKey ?? null,
    addedAfterMs: addedAfter?.getTime() ?? null,
    addedBeforeMs: addedBefore?.getTime() ?? null,
  };
}

/** Whether a filter has no condition. Statuses that the caller did not name are none. */
export function isEmptyFilter({ status }: TaskFilter, { statuses: _, ...conditions }: ResolvedFilter): boolean {
  return status === undefined && Object.values(conditions).every((condition) => condition === null);
}

/** @throws InvalidOptionsError */
export function resolvePage(options: PageOptions): { cursor: string | null; limit: number } {
  refuseUnknown(options, ["cursor", "limit"]);
  const { cursor, limit } = options;
  if (cursor !== undefined) checkKey("cursor", cursor);
  return { cursor: cursor ?? null, limit: wholeNumber("limit", limit ?? 50, 1, 100) };
}

function toList<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

function checkStatuses(given: readonly QueueStatus[], allowed: readonly QueueStatus[]): readonly QueueStatus[] {
  const wrong = given.find((status) => !allowed.includes(status));
  if (wrong !== undefined || given.length === 0)
    throw new InvalidOptionsError("filter.status", given, `one or more of ${allowed.join(", ")}`);
  return [...new Set(given)];
}

function checkTypes(given: readonly string[]): readonly string[] {
  if (given.length === 0 || given.length > maxTypes)
    throw new InvalidOptionsError("filter.type", given, `a type, or an array of 1 to ${maxTypes} types`);
  for (const type of given) checkType(type, "filter.type");
  return [...new Set(given)];
}
