import { Prisma } from "@package/db";

/**
 * A time in milliseconds of the epoch, with its microseconds; what a Date cannot hold, infinite times among it, is cut to what
 * it can. As text a time would come in the zone of the session.
 */
export const toMs = (time: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`CASE WHEN ${time} IS NOT NULL THEN least(greatest(extract(epoch FROM ${time}) * 1000, -8.64e15), 8.64e15) END`;

/** The time that {@link toMs} made a number of. */
export const fromMs = (ms: number): Prisma.Sql => Prisma.sql`(timestamptz 'epoch' + ${ms}::float8 * interval '1 ms')`;

/** ISO 8601 in UTC, to the millisecond. */
export function toIso(ms: number): string;
export function toIso(ms: number | null): string | null;
export function toIso(ms: number | null): string | null {
  return ms === null ? null : new Date(Math.floor(ms)).toISOString();
}
