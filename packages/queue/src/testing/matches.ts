/** What data may be compared with: a part of it, or a function that returns whether it is the right one. */
export type Match<TData = unknown> = Partial<TData> | ((data: TData) => boolean);

/** Whether data has all fields of `match`, at any depth. Arrays have the same length. `undefined` matches everything. */
export function matches(data: unknown, match: unknown): boolean {
  if (match === undefined) return true;
  if (typeof match === "function") return Boolean(match(data));
  return hasPart(data, match);
}

function hasPart(value: unknown, part: unknown): boolean {
  if (part === null || typeof part !== "object") return Object.is(value, part);
  if (value === null || typeof value !== "object" || Array.isArray(value) !== Array.isArray(part)) return false;
  if (Array.isArray(part) && part.length !== (value as unknown[]).length) return false;
  return Object.entries(part).every(([key, field]) => hasPart((value as Record<string, unknown>)[key], field));
}
