/** Returns a time as ISO 8601 in UTC, to the millisecond. @param ms - milliseconds of the epoch; null stays null */
export function toIso(ms: number): string;
export function toIso(ms: number | null): string | null;
export function toIso(ms: number | null): string | null {
  return ms === null ? null : new Date(Math.floor(ms)).toISOString();
}
