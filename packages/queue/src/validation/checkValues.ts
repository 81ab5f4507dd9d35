import { InvalidOptionsError } from "../domain/errors/errors.ts";

/** A text that PostgreSQL can store and index: 1 to 512 characters. */
export function checkKey(name: string, value: unknown): void {
  if (
    typeof value !== "string" ||
    value.length === 0 ||
    value.length > 512 ||
    value.includes("\0") ||
    !value.isWellFormed()
  ) {
    throw new InvalidOptionsError(name, value, "a text of 1 to 512 valid characters");
  }
}

export function checkTags(name: string, tags: unknown): void {
  if (!Array.isArray(tags) || tags.length > 20)
    throw new InvalidOptionsError(name, tags, "an array of at most 20 texts");
  for (const [index, tag] of tags.entries()) checkKey(`${name}[${index}]`, tag);
}

/** Years 1 to 9999: what JavaScript and PostgreSQL both hold and print alike. */
export function checkDate(name: string, value: unknown): void {
  if (value === undefined || value === null) return;
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

/** @throws InvalidOptionsError naming an option that does not exist, which is probably a misspelt one */
export function refuseUnknown(options: object, known: readonly string[], prefix = ""): void {
  if (typeof options !== "object" || options === null)
    throw new InvalidOptionsError(prefix.replace(/\.$/, "") || "options", options, "an object");
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new InvalidOptionsError(
      `${prefix}${unknown}`,
      (options as Record<string, unknown>)[unknown],
      `one of ${known.join(", ")}`,
    );
}
