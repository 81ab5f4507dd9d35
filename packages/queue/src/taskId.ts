import { randomBytes } from "node:crypto";

let counter = Math.floor(Math.random() * 36 ** 4);
let pool = Buffer.alloc(0);
let used = 0;

/**
 * An id in the shape of Prisma's `cuid()`: "c", the time (8 characters), a counter (4) and 12 random characters,
 * all in base 36. New ids sort after old ones, which keeps the primary key's index dense.
 */
export function createTaskId(nowMs: number = Date.now()): string {
  counter = (counter + 1) % 36 ** 4;
  return `c${base36(nowMs, 8)}${base36(counter, 4)}${randomBase36()}`;
}

/** The smallest id that could have been made at `timeMs`. */
export function smallestTaskIdAt(timeMs: number): string {
  return `c${base36(timeMs, 8)}`;
}

function base36(value: number, width: number): string {
  return value.toString(36).padStart(width, "0").slice(-width);
}

/** 12 random characters: two draws of 31 bits each, from a pool filled in one go. */
function randomBase36(): string {
  if (used + 8 > pool.length) {
    pool = randomBytes(4096);
    used = 0;
  }
  const high = pool.readUInt32LE(used) % 36 ** 6;
  const low = pool.readUInt32LE(used + 4) % 36 ** 6;
  used += 8;
  return base36(high, 6) + base36(low, 6);
}
