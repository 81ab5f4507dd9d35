import { randomBytes } from "node:crypto";

/** All strings of two characters in base 36, in ascending order. */
const pairs = Array.from({ length: 36 ** 2 }, (_, n) => n.toString(36).padStart(2, "0"));

let counter = Math.floor(Math.random() * 36 ** 4);
let pool = new Uint32Array(0);
let used = 0;
let lastMs = Number.NaN;
let lastTime = "";

/**
 * Creates an id in the format of Prisma's `cuid()`: "c", the time (8 characters), a counter (4) and 12 random characters,
 * all in base 36. New ids sort after old ones, which keeps the index of the primary key dense.
 */
export function createTaskId(nowMs: number = Date.now()): string {
  counter = (counter + 1) % 36 ** 4;
  if (nowMs !== lastMs) [lastMs, lastTime] = [nowMs, toTimePart(nowMs)];
  return `c${lastTime}${fourCharacters(counter)}${drawFour()}${drawFour()}${drawFour()}`;
}

/** Returns a string that sorts before the ids that are created from this time on, and after those that were created before it. */
export function firstIdAt(ms: number): string {
  return `c${toTimePart(ms)}`;
}

/** The last time that has 8 characters: in the year 2059. */
const lastIdMs = 36 ** 8 - 1;

function toTimePart(ms: number): string {
  return Math.min(Math.max(ms, 0), lastIdMs).toString(36).padStart(8, "0").slice(-8);
}

/** Returns a number below 36⁴ in base 36; it is much faster than `toString(36)`. */
function fourCharacters(value: number): string {
  return `${pairs[Math.floor(value / 36 ** 2)]}${pairs[value % 36 ** 2]}`;
}

/** Returns four random characters from a pool, which one system call refills. */
function drawFour(): string {
  if (used === pool.length) {
    pool = new Uint32Array(new Uint8Array(randomBytes(6_144)).buffer);
    used = 0;
  }
  return fourCharacters((pool[used++] as number) % 36 ** 4);
}
