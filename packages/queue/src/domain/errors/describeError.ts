import { createHash } from "node:crypto";
import { boundText, type ErrorCause, maxStackLength, readErrorChain } from "./readErrorChain.ts";
import { summariseCause } from "./summariseError.ts";

/** The description of an error that is recorded: bounded, of valid Unicode, without secrets. */
export interface ErrorDescription {
  errorClass: string;
  code: string | null;
  /** The message of the error without its causes. */
  message: string;
  /** The message, followed by the messages of the causes that add something. */
  summary: string;
  /** The stacks of the error and of its causes. */
  stack: string | null;
  causes: ErrorCause[] | null;
  /** Equal for errors with the same class, code, provider, message and causes; numbers and ids are ignored. */
  fingerprint: string;
}

/** Describes any thrown value: an error, a string, null, a proxy whose traps throw. Never throws. */
export function describeError(thrown: unknown, provider: string | null = null): ErrorDescription {
  const { error, stacks } = readErrorChain(thrown);
  return {
    errorClass: error.errorClass,
    code: error.code ?? null,
    message: error.message,
    summary: summariseCause(error),
    stack: stacks.length === 0 ? null : boundText(stacks.join("\ncaused by "), maxStackLength),
    causes: error.causes ?? null,
    fingerprint: fingerprintOf(error, provider),
  };
}

function fingerprintOf(error: ErrorCause, provider: string | null): string {
  // Sorted, because which of several calls fails first is random.
  const causes = new Set((error.causes ?? []).flatMap(linesOf).toSorted());
  const lines = [error.errorClass, provider ?? "", normalise(error.message), ...codeLine(error), ...causes];
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}

function linesOf(cause: ErrorCause): string[] {
  const own = [cause.errorClass, ...codeLine(cause), normalise(cause.message)].join(" ");
  return [own, ...(cause.causes ?? []).flatMap(linesOf)];
}

function codeLine({ code }: ErrorCause): string[] {
  return code === undefined ? [] : [code];
}

function normalise(message: string): string {
  return message
    .slice(0, 500)
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, "#")
    .replace(/\b(0x)?[0-9a-f]{16,}\b/gi, "#")
    .replace(/\d+/g, "#");
}
