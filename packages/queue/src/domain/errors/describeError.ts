import { createHash } from "node:crypto";
import { boundText, type ErrorCause, maxStackLength, readErrorChain } from "./readErrorChain.ts";
import { summariseCause } from "./summariseError.ts";

/** What is recorded of anything that a worker throws: bounded, valid text without secrets. */
export interface ErrorDescription {
  errorClass: string;
  code: string | null;
  /** Of the error alone. */
  message: string;
  /** The message with what the causes say beyond it. */
  summary: string;
  /** With the stacks of its causes. */
  stack: string | null;
  causes: ErrorCause[] | null;
  /** The same for errors of the same class, code, provider, message and causes, numbers and ids aside. */
  fingerprint: string;
}

/** Describes whatever was thrown: errors, strings, null, proxies whose traps throw. Never throws itself. */
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
  // In an order of their own: which of several calls fails first is chance.
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
