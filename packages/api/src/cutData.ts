/** Limits of a shortened value, tried in this order until it fits. */
const limits = [
  { stringLength: 1000, entries: 50, depth: 8 },
  { stringLength: 300, entries: 20, depth: 6 },
  { stringLength: 100, entries: 10, depth: 4 },
  { stringLength: 40, entries: 5, depth: 2 },
] as const;

type Limit = (typeof limits)[number];

/** Returns the value if its JSON has at most `maxBytes`, otherwise a shortened JSON value with "…" at each cut. */
export function cutData(value: unknown, maxBytes: number): unknown {
  if (jsonBytes(value) <= maxBytes) return value;
  for (const limit of limits) {
    const shorter = cutValue(value, limit, 0);
    if (jsonBytes(shorter) <= maxBytes) return shorter;
  }
  return `… (${jsonBytes(value)} bytes)`;
}

function cutValue(value: unknown, limit: Limit, depth: number): unknown {
  if (typeof value === "string") return cutString(value, limit.stringLength);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= limit.depth) return "…";
  if (Array.isArray(value)) {
    const kept = value.slice(0, limit.entries).map((entry) => cutValue(entry, limit, depth + 1));
    return value.length > limit.entries ? [...kept, `… (${value.length - limit.entries} more)`] : kept;
  }
  const entries = Object.entries(value);
  const kept = entries
    .slice(0, limit.entries)
    .map(([key, entry]) => [cutString(key, limit.stringLength), cutValue(entry, limit, depth + 1)]);
  if (entries.length > limit.entries) kept.push(["…", `(${entries.length - limit.entries} more)`]);
  return Object.fromEntries(kept);
}

function cutString(text: string, maxLength: number): string {
  // Never cut between the surrogates of a pair: half a pair is not valid Unicode.
  return text.length <= maxLength ? text : `${text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}
