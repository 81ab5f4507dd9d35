/**
 * Returns SQL for a time as milliseconds since the epoch, rounded down. Null stays null, and infinite times stay infinite.
 *
 * Every statement returns times in this form. As text they would depend on the session's time zone, which Prisma's adapter for
 * `pg` ignores, and on its `datestyle`, of which drivers read only ISO. PostgreSQL's `numeric` is exact, and a float8 keeps
 * fifteen digits under all settings.
 */
export const toMs = (time: string): string => `floor(extract(epoch FROM ${time}) * 1000)::float8`;

/** Returns the same with fractions, computed as float8: for thousands of rows, `numeric` takes several times as long. */
export const toFractionalMs = (time: string): string => `date_part('epoch', ${time}) * 1000`;

/** Returns SQL for the time of milliseconds since the epoch. @param ms - SQL */
export const fromMs = (ms: string): string => `timestamptz 'epoch' + ${ms} * interval '1 ms'`;

/** The last millisecond that a Date can represent; the first is its negative. */
const lastMs = 8.64e15;

/**
 * Returns the Date for milliseconds since the epoch, rounded down. PostgreSQL's infinite times become the first or the last
 * possible Date.
 */
export function toDate(ms: number): Date;
export function toDate(ms: number | null): Date | null;
export function toDate(ms: number | null): Date | null {
  if (ms === null) return null;
  // A float can be one step below the whole number that it represents.
  const nearest = Math.round(ms);
  const wholeMs = Math.abs(ms - nearest) <= Math.abs(ms) * Number.EPSILON ? nearest : Math.floor(ms);
  return new Date(Math.min(Math.max(wholeMs, -lastMs), lastMs));
}
