import { cleanText } from "../storableText.ts";
import { redactText } from "./redactText.ts";

/** A cause of an error, as it is stored: bounded, of valid Unicode, without secrets. */
export interface ErrorCause {
  errorClass: string;
  /** The error's `code`, or the `status` or `statusCode` of an HTTP client's error; absent if there is none. */
  code?: string | undefined;
  message: string;
  /** Its causes: its `cause`, and the errors of an `AggregateError`; absent if there are none. */
  causes?: ErrorCause[] | undefined;
}

/** An error with its causes. */
interface ErrorChain {
  error: ErrorCause;
  /** The stacks of the error and of its causes, the error first. */
  stacks: string[];
}

const maxMessageLength = 8_192;
const maxCauseMessageLength = 1_024;
export const maxStackLength = 16_384;
/** Maximum number of causes of one error, on all levels. */
const maxCauses = 24;
const maxDepth = 8;
/** Maximum number of errors of one `AggregateError`. */
const maxJoined = 10;

/** Reads any thrown value: an error, a string, null, a cycle, a proxy whose traps throw. Never throws. */
export function readErrorChain(thrown: unknown): ErrorChain {
  const seen = new Set<unknown>();
  const stacks: string[] = [];
  let left = maxCauses;

  const readOne = (error: unknown, depth: number): ErrorCause => {
    if (typeof error === "object") seen.add(error);
    const errorClass = boundText(attempt(() => classOf(error)) ?? "unknown", 128);
    const code = attempt(() => codeOf(error));
    const message = attempt(() => messageOf(error)) ?? "The worker threw a value that cannot be read.";
    const stack = attempt(() => (isError(error) ? textOf(error.stack) : undefined));
    if (stack !== undefined) stacks.push(stack.slice(0, maxStackLength));
    const causes = depth < maxDepth ? readCauses(error, errorClass, depth + 1) : [];
    return {
      errorClass,
      ...(code === undefined ? {} : { code: boundText(code, 128) }),
      message: boundText(message, depth === 0 ? maxMessageLength : maxCauseMessageLength),
      ...(causes.length === 0 ? {} : { causes }),
    };
  };

  const readCauses = (error: unknown, errorClass: string, depth: number): ErrorCause[] => {
    const causes: ErrorCause[] = [];
    const { inner, more } = attempt(() => innerOf(error)) ?? { inner: [], more: 0 };
    for (const cause of inner) {
      if (seen.has(cause) || left === 0) continue;
      left--;
      causes.push(readOne(cause, depth));
    }
    if (more > 0) causes.push({ errorClass, message: `and ${more} more` });
    return causes;
  };

  return { error: readOne(thrown, 0), stacks };
}

/** Returns whether this is an error, also one of another realm such as a `vm` context. Throws what a proxy's traps throw. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

/** Cuts text and removes secrets. It checks more text than it keeps, so that it recognises a secret that is cut. */
export function boundText(text: string, maxLength: number): string {
  return cleanText(redactText(text.slice(0, maxLength + 1_024)), maxLength);
}

function classOf(error: unknown): string {
  if (isError(error)) return textOf(error.name) ?? "Error";
  return error === null ? "null" : typeof error;
}

function messageOf(error: unknown): string {
  if (isError(error)) return textOf(error.message) ?? classOf(error);
  if (typeof error === "object" && error !== null)
    return textOf((error as { message?: unknown }).message) ?? JSON.stringify(error) ?? "an object";
  return String(error);
}

function codeOf(error: unknown): string | undefined {
  // The number of a DOMException adds nothing to its name.
  if (!isObject(error) || Object.prototype.toString.call(error) === "[object DOMException]") return undefined;
  const { code, status, statusCode } = error;
  if (typeof code === "string" && code !== "") return code;
  const number = [code, status, statusCode].find((value) => typeof value === "number" && Number.isFinite(value));
  return number === undefined ? undefined : String(number);
}

/** Returns the causes of an error. The values of `errors` are causes if all are errors or it is an `AggregateError`. */
function innerOf(error: unknown): { inner: unknown[]; more: number } {
  if (!isObject(error)) return { inner: [], more: 0 };
  const { cause, errors, suppressed } = error;
  const inner: unknown[] = cause === undefined || cause === null ? [] : [cause];
  if (suppressed !== undefined && error.name === "SuppressedError") inner.push(error.error, suppressed);
  if (!Array.isArray(errors)) return { inner, more: 0 };
  const joined = errors.slice(0, maxJoined);
  if (error.name !== "AggregateError" && !joined.every(isError)) return { inner, more: 0 };
  return { inner: [...inner, ...joined], more: errors.length - joined.length };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Takes the value as an argument, because a getter may return another value at the second call. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function attempt<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
