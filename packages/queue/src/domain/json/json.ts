import { EventEmitter } from "node:events";
import { describeError } from "../errors/describeError.ts";
import type { TaskDataIssue } from "../errors/errors.ts";
import { isError } from "../errors/readErrorChain.ts";

/** Bytes of JSON that a task's data or result may have: 1 MiB. */
export const maxJsonBytes = 1_048_576;
/** Objects and arrays that may stand inside one another. */
export const maxJsonDepth = 100;

/** What can be stored of a value: its JSON text, or why not. */
export type StorableJson = { readonly json: string } | { readonly issues: readonly TaskDataIssue[] };

/**
 * The JSON text of a value, if `jsonb` holds all of it. Whatever JSON would lose without a word is refused, with its path:
 * BigInt, functions, symbols, NaN and infinities, NUL characters, lone surrogates, cycles, objects that hold what is no
 * property of theirs (Map, Headers, File, iterators, Error, a class with private fields only, …), names that are symbols,
 * holes and named properties of arrays, more than {@link maxJsonDepth} levels, more than {@link maxJsonBytes}. An instance of a class
 * is stored by its properties: what else it holds cannot be seen. Never throws, whatever getters and proxies do.
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

/** Most of what is stored: it needs no path. */
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
  const answer = value.toJSON(String(path.at(-1) ?? ""));
  // What it answers is stored as it is: JSON does not ask that for a toJSON as well.
  if (typeof answer === "object" && answer !== null) inspectContents(answer, path, parents, issues);
  else inspect(answer, path, parents, issues);
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

/** JSON takes the number out of a `Number`, and so on. */
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

/** @param own - how many properties are the indexes of its items or characters; JSON keeps no others */
function refuseNamed(value: object, own: number, path: readonly PropertyKey[], issues: TaskDataIssue[]): void {
  const name = Object.keys(value)[own];
  if (name !== undefined)
    issues.push({
      path: [...path, name],
      message: "is a named property of an array or a boxed value, which JSON leaves out",
    });
}

/** Methods may have symbols for names: they are no data. */
function refuseSymbols(value: object, path: readonly PropertyKey[], issues: TaskDataIssue[]): void {
  for (const key of Object.getOwnPropertySymbols(value)) {
    if (!Object.prototype.propertyIsEnumerable.call(value, key)) continue;
    const held = (value as Record<symbol, unknown>)[key];
    if (held !== undefined && typeof held !== "function")
      issues.push({ path: [...path, key], message: "has a symbol for its name, and JSON leaves it out; use text" });
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

/** Classes that hold more than their properties, and whose instances do not name themselves as {@link isOfPlatform} expects. */
const untagged = [RegExp, EventEmitter];

/**
 * Whether JavaScript's or the Web's own classes made it (Map, Headers, Blob, typed arrays, …), or a class that extends one:
 * what such an object holds is no property of it, whatever properties it has besides.
 */
function isOfPlatform(value: object): boolean {
  const tag = findTag(value);
  const named: unknown = tag === undefined ? undefined : (globalThis as Record<string, unknown>)[tag];
  return typeof named === "function" && named !== Object && value instanceof named;
}

/** Whether an object without properties is simply empty, in whatever realm it was made. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || Object.getPrototypeOf(prototype) === null) && findTag(value) === undefined;
}

function describeLoss(value: object): string {
  const maker = value.constructor;
  const name = (maker !== Object && maker?.name) || findTag(value) || "object";
  const article = /^[AEIO]/i.test(name) ? "an" : "a";
  return `${article} ${name} is not a JSON value: what it holds would be lost; give that as text, an array or a plain object`;
}

function findTag(value: object): string | undefined {
  const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return typeof tag === "string" ? tag : undefined;
}

// biome-ignore lint/complexity/noBannedTypes: the objects themselves are meant
type Boxed = Number | String | Boolean;

function isBoxed(value: object): value is Boxed {
  return value instanceof Number || value instanceof String || value instanceof Boolean;
}

function hasToJson(value: object): value is { toJSON(key: string): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === "function";
}

/** Says which parts of something could not be stored, and why, in at most 1,000 characters that PostgreSQL can hold. */
export function describeUnstorable(name: "result" | "fields", issues: readonly TaskDataIssue[]): string {
  const reasons = issues.map(({ path, message }) => `${[name, ...path].map(shortenKey).join(".")}: ${message}`);
  return `The ${name} could not be stored: ${reasons.join("; ")}`.slice(0, 1_000).replaceAll("\0", "").toWellFormed();
}

function shortenKey(key: PropertyKey): string {
  return String(key).slice(0, 100);
}

/** PostgreSQL's jsonb holds neither NUL nor half a surrogate pair. */
function findTextProblem(text: string): string | undefined {
  if (text.includes("\0")) return "contains a NUL character, which PostgreSQL cannot store";
  if (!text.isWellFormed()) return "contains half a surrogate pair, which is not valid Unicode";
  return undefined;
}
