/**
 * A time as a whole number of milliseconds of the epoch, rounded down; null stays null, and infinite times stay infinite.
 *
 * This is how every statement answers a time. As text it would depend on the session: its time zone, which Prisma's adapter for
 * `pg` drops, and its style of dates, of which drivers read ISO alone. The numbers of PostgreSQL's `numeric` are exact, and
 * fifteen digits of a float8 are sent under any setting.
 */
export const toMs = (time: string): string => `floor(extract(epoch FROM ${time}) * 1000)::float8`;

/** The same with fractions and in floats, for rows by the thousand: exact numbers cost several times more. */
export const toFractionalMs = (time: string): string => `date_part('epoch', ${time}) * 1000`;

/** The last millisecond that a Date can hold; the first is its negative. */
const lastMs = 8.64e15;

/**
 * The Date of a time in milliseconds of the epoch, rounded down. Infinite times, which PostgreSQL knows, become the first or
 * the last Date that there is.
 */
export function toDate(ms: number): Date;
export function toDate(ms: number | null): Date | null;
export function toDate(ms: number | null): Date | null {
  if (ms === null) return null;
  // A float may lie one step below the whole number that it stands for.
  const nearest = Math.round(ms);
  const wholeMs = Math.abs(ms - nearest) <= Math.abs(ms) * Number.EPSILON ? nearest : Math.floor(ms);
  return new Date(Math.min(Math.max(wholeMs, -lastMs), lastMs));
}
