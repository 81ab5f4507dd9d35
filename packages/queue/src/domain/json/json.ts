import { EventEmitter } from "node:events";
import { describeError } from "../errors/describeError.ts";
import type { TaskDataIssue } from "../errors/errors.ts";
import { isError } from "../errors/readErrorChain.ts";

/** Maximum size of a task's data or result as JSON, in bytes: 1 MiB. */
export const maxJsonBytes = 1_048_576;
/** Maximum depth of nested objects and arrays. */
const maxJsonDepth = 100;

/** The JSON of a value, or the reasons why it cannot be stored. */
export type StorableJson = { readonly json: string } | { readonly issues: readonly TaskDataIssue[] };

/**
 * Returns the JSON of a value if `jsonb` can hold all of it. It refuses everything that JSON would silently lose, and names its
 * path: BigInt, functions, symbols, NaN and infinities, NUL characters, lone surrogates, cycles, objects with contents that are
 * not properties (Map, Headers, File, iterators, Error, a class with only private fields, …), symbol names, holes and named
 * properties of arrays, more than {@link maxJsonDepth} levels, more than {@link maxJsonBytes}. Of an instance of a class it
 * stores the properties. Never throws, even if getters and proxies do.
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
            message: `is ${bytes} bytes of JSON, more than ${maxJsonBytes}; store large content elsewhere and pass a reference to it`,
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

/** Returns whether a value is null or a valid scalar. Most values are, and need no path. */
function isFine(value: unknown): boolean {
  return value === null || (typeof value !== "object" && findScalarProblem(value) === undefined);
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
  if (!hasToJson(value)) {
    inspectContents(value, path, parents, issues);
    return;
  }
  if (value instanceof Date && Number.isNaN(value.getTime())) {
    issues.push({ path: [...path], message: "is an invalid date" });
    return;
  }
  const converted = value.toJSON(String(path.at(-1) ?? ""));
  // JSON does not call toJSON of the returned object.
  if (typeof converted === "object" && converted !== null) inspectContents(converted, path, parents, issues);
  else inspect(converted, path, parents, issues);
}

function inspectContents(value: object, path: PropertyKey[], parents: object[], issues: TaskDataIssue[]): void {
  const problem = findObjectProblem(value, parents);
  if (problem) {
    issues.push({ path: [...path], message: problem });
    return;
  }
  parents.push(value);
  if (Array.isArray(value)) inspectItems(value, path, parents, issues);
  else if (Object.getPrototypeOf(value) !== Object.prototype && isBoxed(value))
    inspectBoxed(value, path, parents, issues);
  else inspectProperties(value as Record<string, unknown>, path, parents, issues);
  refuseSymbols(value, path, issues);
  parents.pop();
}

function inspectItems(
  items: readonly unknown[],
  path: PropertyKey[],
  parents: object[],
  issues: TaskDataIssue[],
): void {
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (isFine(item)) continue;
    path.push(index);
    inspect(item, path, parents, issues);
    path.pop();
  }
  refuseNamed(items, items.length, path, issues);
}

/** JSON stores a boxed value as its primitive. */
function inspectBoxed(value: Boxed, path: PropertyKey[], parents: object[], issues: TaskDataIssue[]): void {
  if (value instanceof Number) inspect(Number(value), path, parents, issues);
  if (value instanceof String) inspect(String(value), path, parents, issues);
  refuseNamed(value, value instanceof String ? value.length : 0, path, issues);
}

function inspectProperties(
  record: Readonly<Record<string, unknown>>,
  path: PropertyKey[],
  parents: object[],
  issues: TaskDataIssue[],
): void {
  let isEmpty = true;
  for (const key of Object.keys(record)) {
    const value = record[key];
    if (value === undefined) continue; // JSON leaves it out
    isEmpty = false;
    const problem = findTextProblem(key);
    if (problem === undefined && isFine(value)) continue;
    path.push(key);
    if (problem) issues.push({ path: [...path], message: `its name ${problem}` });
    inspect(value, path, parents, issues);
    path.pop();
  }
  if (isEmpty && !isPlain(record)) issues.push({ path: [...path], message: describeLoss(record) });
}

/** @param own - number of properties that are indexes of items or characters; JSON drops the others */
function refuseNamed(value: object, own: number, path: readonly PropertyKey[], issues: TaskDataIssue[]): void {
  const name = Object.keys(value)[own];
  if (name !== undefined)
    issues.push({
      path: [...path, name],
      message: "is a named property of an array or a boxed value, which JSON drops",
    });
}

/** Methods may have symbol names, because they are not data. */
function refuseSymbols(value: object, path: readonly PropertyKey[], issues: TaskDataIssue[]): void {
  for (const key of Object.getOwnPropertySymbols(value)) {
    if (!Object.prototype.propertyIsEnumerable.call(value, key)) continue;
    const held = (value as Record<symbol, unknown>)[key];
    if (held !== undefined && typeof held !== "function")
      issues.push({ path: [...path, key], message: "has a symbol as its name, which JSON drops; use a string" });
  }
}

function findObjectProblem(value: object, parents: readonly object[]): string | undefined {
  if (parents.includes(value)) return "refers back to an object that contains it";
  if (parents.length >= maxJsonDepth) return `is nested deeper than ${maxJsonDepth} levels`;
  if (Object.getPrototypeOf(value) === Object.prototype || Array.isArray(value)) return undefined;
  return isOfPlatform(value) || isError(value) || untagged.some((special) => value instanceof special)
    ? describeLoss(value)
    : undefined;
}

/** Classes with contents beside their properties whose instances have no tag for {@link isOfPlatform}. */
const untagged = [RegExp, EventEmitter];

/**
 * Returns whether an object is an instance of a built-in class of JavaScript or the Web (Map, Headers, Blob, typed arrays, …) or
 * of a class that extends one. The contents of such an object are not properties.
 */
function isOfPlatform(value: object): boolean {
  const tag = findTag(value);
  const named: unknown = tag === undefined ? undefined : (globalThis as Record<string, unknown>)[tag];
  return typeof named === "function" && named !== Object && value instanceof named;
}

/** Returns whether an object without properties is an empty plain object, of any realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || Object.getPrototypeOf(prototype) === null) && findTag(value) === undefined;
}

function describeLoss(value: object): string {
  const maker = value.constructor;
  const name = (maker !== Object && maker?.name) || findTag(value) || "object";
  const article = /^[AEIO]/i.test(name) ? "an" : "a";
  return `${article} ${name} is not a JSON value: its contents would be lost; pass them as a string, an array or a plain object`;
}

function findTag(value: object): string | undefined {
  const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return typeof tag === "string" ? tag : undefined;
}

// biome-ignore lint/complexity/noBannedTypes: the boxed objects are meant
type Boxed = Number | String | Boolean;

function isBoxed(value: object): value is Boxed {
  return value instanceof Number || value instanceof String || value instanceof Boolean;
}

function hasToJson(value: object): value is { toJSON(key: string): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === "function";
}

/** Returns a sentence about the parts that could not be stored, of at most 1,000 characters that PostgreSQL can hold. */
export function describeUnstorable(name: "result" | "fields", issues: readonly TaskDataIssue[]): string {
  const reasons = issues.map(({ path, message }) => `${[name, ...path].map(shortenKey).join(".")}: ${message}`);
  return `The ${name} could not be stored: ${reasons.join("; ")}`.slice(0, 1_000).replaceAll("\0", "").toWellFormed();
}

function shortenKey(key: PropertyKey): string {
  return String(key).slice(0, 100);
}

/** PostgreSQL's jsonb cannot hold NUL or half a surrogate pair. */
function findTextProblem(text: string): string | undefined {
  if (text.includes("\0")) return "contains a NUL character, which PostgreSQL cannot store";
  if (!text.isWellFormed()) return "contains half a surrogate pair, which is not valid Unicode";
  return undefined;
}
