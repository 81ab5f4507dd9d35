import { describeError } from "./describeError.ts";
import type { TaskDataIssue } from "./errors.ts";

/** Bytes of JSON that a task's data or result may have: 1 MiB. */
export const maxJsonBytes = 1_048_576;
/** Objects and arrays that may stand inside one another. */
export const maxJsonDepth = 100;

/** What can be stored of a value: its JSON text, or why not. */
export type StorableJson = { readonly json: string } | { readonly issues: readonly TaskDataIssue[] };

/**
 * The JSON text of a value, if `jsonb` holds all of it. Refused, each with its path: BigInt, functions, symbols, NaN
 * and infinities, NUL characters, lone surrogates, cycles, objects that JSON would empty (Map, Set, Error, …), more than
 * {@link maxJsonDepth} levels, more than {@link maxJsonBytes}. Never throws, whatever getters and proxies do.
 */
export function toStorableJson(value: unknown): StorableJson {
  const issues: TaskDataIssue[] = [];
  try {
    inspect(value, [], [], issues);
    if (issues.length > 0) return { issues };
    const json = JSON.stringify(value);
    if (json === undefined) return { issues: [{ path: [], message: "nothing to store" }] };
    const bytes = json.length * 3 > maxJsonBytes ? Buffer.byteLength(json) : 0;
    if (bytes > maxJsonBytes) {
      return {
        issues: [
          {
            path: [],
            message: `${bytes} bytes of JSON are more than ${maxJsonBytes}; store large content elsewhere and refer to it`,
          },
        ],
      };
    }
    return { json };
  } catch (error) {
    return { issues: [{ path: [], message: `cannot be read (${describeError(error).message.slice(0, 200)})` }] };
  }
}

function inspect(value: unknown, path: PropertyKey[], parents: object[], issues: TaskDataIssue[]): void {
  if (issues.length >= 10) return;
  if (typeof value === "object") {
    if (value !== null) inspectObject(value, path, parents, issues);
    return;
  }
  const problem = findScalarProblem(value);
  if (problem) issues.push({ path: [...path], message: problem });
}

function findScalarProblem(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return findTextProblem(value);
    case "number":
      return Number.isFinite(value) ? undefined : `${value} is not a JSON number`;
    case "boolean":
      return undefined;
    case "undefined":
      return "undefined is not a JSON value";
    default:
      return `a ${typeof value} is not a JSON value`;
  }
}

function inspectObject(value: object, path: PropertyKey[], parents: object[], issues: TaskDataIssue[]): void {
  const problem = findObjectProblem(value, parents);
  if (problem) {
    issues.push({ path: [...path], message: problem });
  } else if (hasToJson(value)) {
    inspect(value.toJSON(), path, parents, issues);
  } else {
    parents.push(value);
    if (Array.isArray(value)) inspectItems(value, path, parents, issues);
    else inspectProperties(value as Record<string, unknown>, path, parents, issues);
    parents.pop();
  }
}

function inspectItems(
  items: readonly unknown[],
  path: PropertyKey[],
  parents: object[],
  issues: TaskDataIssue[],
): void {
  for (let index = 0; index < items.length; index++) {
    path.push(index);
    inspect(items[index], path, parents, issues);
    path.pop();
  }
}

function inspectProperties(
  record: Readonly<Record<string, unknown>>,
  path: PropertyKey[],
  parents: object[],
  issues: TaskDataIssue[],
): void {
  for (const key of Object.keys(record)) {
    const value = record[key];
    if (value === undefined) continue; // JSON leaves it out
    path.push(key);
    const problem = findTextProblem(key);
    if (problem) issues.push({ path: [...path], message: `its name ${problem}` });
    inspect(value, path, parents, issues);
    path.pop();
  }
}

function findObjectProblem(value: object, parents: readonly object[]): string | undefined {
  if (parents.includes(value)) return "refers back to an object that contains it";
  if (parents.length >= maxJsonDepth) return `is nested deeper than ${maxJsonDepth} levels`;
  if (value instanceof Date && Number.isNaN(value.getTime())) return "is an invalid date";
  if (Object.getPrototypeOf(value) === Object.prototype || hasToJson(value)) return undefined;
  const emptied = emptiedByJson.find((special) => value instanceof special);
  return emptied || ArrayBuffer.isView(value) ? `a ${value.constructor.name} is not a JSON value` : undefined;
}

/** JSON keeps nothing, or nothing of use, of what these hold. Instances of other classes are stored by their properties. */
const emptiedByJson = [Map, Set, WeakMap, WeakSet, WeakRef, Promise, RegExp, Error, ArrayBuffer, SharedArrayBuffer];

function hasToJson(value: object): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === "function";
}

/** PostgreSQL's jsonb holds neither NUL nor half a surrogate pair. */
function findTextProblem(text: string): string | undefined {
  if (text.includes("\0")) return "contains a NUL character, which PostgreSQL cannot store";
  if (!text.isWellFormed()) return "contains half a surrogate pair, which is not valid Unicode";
  return undefined;
}
