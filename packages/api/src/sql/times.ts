import { Prisma } from "@package/db";

/**
 * Returns SQL that converts a time to milliseconds since 1970, with microseconds as fraction, clamped to the range of Date
 * (infinite times too). A time as a string would depend on the session's time zone.
 */
export const toMs = (time: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`CASE WHEN ${time} IS NOT NULL THEN least(greatest(extract(epoch FROM ${time}) * 1000, -8.64e15), 8.64e15) END`;

/** Returns SQL for the time of a number from {@link toMs}. */
export const fromMs = (ms: number): Prisma.Sql => Prisma.sql`(timestamptz 'epoch' + ${ms}::float8 * interval '1 ms')`;

/** ISO 8601 in UTC, to the millisecond. */
export function toIso(ms: number): string;
export function toIso(ms: number | null): string | null;
export function toIso(ms: number | null): string | null {
  return ms === null ? null : new Date(Math.floor(ms)).toISOString();
}
