import { cleanText } from "../storableText.ts";
import { type ErrorCause, readErrorChain } from "./readErrorChain.ts";

const maxLength = 8_192;
/** Characters that the causes get beside the message. */
const maxAddedLength = 500;

/**
 * The message of whatever was thrown and, in brackets, what its causes say beyond it: "fetch failed (ECONNREFUSED:
 * connect ECONNREFUSED 127.0.0.1:9)". At most 8,192 characters, without secrets. Never throws.
 */
export function summariseError(error: unknown): string {
  return summariseCause(readErrorChain(error).error);
}

/** The same for an error that was read before. */
export function summariseCause({ message, causes = [] }: ErrorCause): string {
  const added = tellBeyond(message, causes);
  if (added === "") return message;
  const suffix = ` (${cleanText(added, maxAddedLength)})`;
  return cleanText(message, maxLength - suffix.length) + suffix;
}

/** What causes say that was not told yet. */
function tellBeyond(told: string, causes: readonly ErrorCause[]): string {
  const sayings = causes.map((cause) => {
    const further = cause.causes ?? [];
    const saying = sayingOf(cause);
    // An error that only wraps another one repeats its message, or has none of its own.
    if (saying === undefined || told.includes(cause.message)) return tellBeyond(told, further);
    const beyond = tellBeyond(`${told} ${saying}`, further);
    return beyond === "" ? saying : `${saying} (${beyond})`;
  });
  return [...new Set(sayings)].filter((saying) => saying !== "").join("; ");
}

/** Undefined when the error says nothing that its causes do not say better. */
function sayingOf({ errorClass, code, message, causes = [] }: ErrorCause): string | undefined {
  const isNameless = message === errorClass;
  if (isNameless && causes.length > 0) return undefined;
  if (isNameless && code !== undefined) return code;
  const line = message.replace(/\s+/g, " ");
  return code === undefined ? line : `${code}: ${line}`;
}
