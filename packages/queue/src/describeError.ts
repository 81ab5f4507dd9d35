import { createHash } from "node:crypto";

/** Characters of an error's message that are kept. */
const maxMessageLength = 8_192;
const maxStackLength = 16_384;

/** What is recorded of anything that a worker throws: bounded, valid text. */
export interface ErrorDescription {
  errorClass: string;
  message: string;
  stack: string | null;
  /** The same for errors of the same class, provider and message, numbers and ids aside. */
  fingerprint: string;
}

/** Describes whatever was thrown: errors, strings, null, proxies whose traps throw. Never throws itself. */
export function describeError(error: unknown, provider: string | null = null): ErrorDescription {
  const errorClass = cleanText(read(() => className(error)) ?? "unknown", 128);
  const message = cleanText(read(() => messageOf(error)) ?? "an error that cannot be read", maxMessageLength);
  const stack = read(() => (error instanceof Error ? textOf(error.stack) : undefined));
  return {
    errorClass,
    message,
    stack: stack === undefined ? null : cleanText(stack, maxStackLength),
    fingerprint: fingerprintOf(errorClass, message, provider),
  };
}

function className(error: unknown): string {
  if (error instanceof Error) return textOf(error.name) ?? "Error";
  return error === null ? "null" : typeof error;
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return textOf(error.message) ?? className(error);
  if (typeof error === "object" && error !== null)
    return textOf((error as { message?: unknown }).message) ?? JSON.stringify(error) ?? "an object";
  return String(error);
}

/** A getter is asked once: it may answer something else the second time. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function read<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}

/** Valid Unicode without control characters (line breaks and tabs aside), at most `maxLength` characters. */
export function cleanText(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return cut.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "").toWellFormed();
}

function fingerprintOf(errorClass: string, message: string, provider: string | null): string {
  const normalised = message
    .slice(0, 500)
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, "#")
    .replace(/\b(0x)?[0-9a-f]{16,}\b/gi, "#")
    .replace(/\d+/g, "#");
  return createHash("sha256")
    .update(`${errorClass}\n${provider ?? ""}\n${normalised}`)
    .digest("hex")
    .slice(0, 16);
}
