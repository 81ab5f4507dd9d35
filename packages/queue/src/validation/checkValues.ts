import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { suggestName } from "../domain/suggestName.ts";

/** Checks a string that PostgreSQL stores and indexes: 1 to 512 characters. @throws InvalidOptionsError */
export function checkKey(name: string, value: unknown): void {
  if (
    typeof value !== "string" ||
    value.length === 0 ||
    value.length > 512 ||
    value.includes("\0") ||
    !value.isWellFormed()
  ) {
    throw new InvalidOptionsError(name, value, "a string of 1 to 512 characters of valid Unicode without NUL");
  }
}

/** @throws InvalidOptionsError */
export function checkTags(name: string, tags: unknown): void {
  if (!Array.isArray(tags) || tags.length > 20)
    throw new InvalidOptionsError(name, tags, "an array of at most 20 strings");
  for (const [index, tag] of tags.entries()) checkKey(`${name}[${index}]`, tag);
}

/**
 * Checks a Date of the years 1 to 9999, which JavaScript and PostgreSQL both hold and print alike.
 * @throws InvalidOptionsError, also for null and undefined: each caller decides what they mean
 */
export function checkDate(name: string, value: unknown): void {
  const year = value instanceof Date ? value.getUTCFullYear() : Number.NaN;
  if (!(year >= 1 && year <= 9_999))
    throw new InvalidOptionsError(name, value, "a valid Date between the years 1 and 9999");
}

/** @throws InvalidOptionsError */
export function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) {
    throw new InvalidOptionsError(name, value, `a whole number from ${min} to ${max}`);
  }
  return value;
}

/** @throws InvalidOptionsError when an option does not exist, with the name that was probably meant */
export function refuseUnknown(options: object, known: readonly string[], prefix = ""): void {
  if (typeof options !== "object" || options === null)
    throw new InvalidOptionsError(prefix.replace(/\.$/, "") || "options", options, "an object");
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = suggestName(unknown.slice(0, 100), known);
  const suggestion = meant ? ` Did you mean "${prefix}${meant}"?` : "";
  throw new InvalidOptionsError(
    `${prefix}${unknown}`,
    `Unknown option "${prefix}${unknown}".${suggestion} Known options: ${known.join(", ")}.`,
  );
}
