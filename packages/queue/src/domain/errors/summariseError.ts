import { cleanText } from "../storableText.ts";
import { type ErrorCause, readErrorChain } from "./readErrorChain.ts";

const maxLength = 8_192;
/** Maximum number of characters for the causes. */
const maxAddedLength = 500;

/**
 * Returns the message of any thrown value, followed by the messages of its causes that add something: "fetch failed
 * (ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:9)". At most 8,192 characters, without secrets. Never throws.
 */
export function summariseError(error: unknown): string {
  return summariseCause(readErrorChain(error).error);
}

/** Does the same for an error that {@link readErrorChain} has read. */
export function summariseCause({ message, causes = [] }: ErrorCause): string {
  const added = summariseBeyond(message, causes);
  if (added === "") return message;
  const suffix = ` (${cleanText(added, maxAddedLength)})`;
  return cleanText(message, maxLength - suffix.length) + suffix;
}

/** Returns the messages of causes that the text does not contain. */
function summariseBeyond(text: string, causes: readonly ErrorCause[]): string {
  const lines = causes.map((cause) => {
    const further = cause.causes ?? [];
    const ownLine = lineOf(cause);
    // An error that only wraps another one repeats its message, or has none of its own.
    if (ownLine === undefined || text.includes(cause.message)) return summariseBeyond(text, further);
    const beyond = summariseBeyond(`${text} ${ownLine}`, further);
    return beyond === "" ? ownLine : `${ownLine} (${beyond})`;
  });
  return [...new Set(lines)].filter((line) => line !== "").join("; ");
}

/** Returns code and message of a cause; undefined if it has no message of its own but has causes. */
function lineOf({ errorClass, code, message, causes = [] }: ErrorCause): string | undefined {
  const isNameless = message === errorClass;
  if (isNameless && causes.length > 0) return undefined;
  if (isNameless && code !== undefined) return code;
  const line = message.replace(/\s+/g, " ");
  return code === undefined ? line : `${code}: ${line}`;
}
