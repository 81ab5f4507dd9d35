import { createHash } from "node:crypto";
import { InvalidOptionsError } from "../domain/errors/errors.ts";
import type { Position } from "./scanTasks.ts";
import { lastMs } from "./taskColumns.ts";

/** The parts of a list, in their order. Waiting tasks without a time and with one are two orders that are merged. */
export type Part = "running" | "waiting" | "finished";

/** Where the next page starts: in which part, and after which task. */
export interface TaskCursor {
  part: Part;
  /** The last task of the part, or of its tasks without a time; null if none was read. */
  after: Position | null;
  /** The last waiting task with a time. */
  afterTimed: Position | null;
}

const parts: readonly string[] = ["running", "waiting", "finished"] satisfies Part[];

/** Returns the cursor as an opaque string. It is bound to one filter, so that pages of two lists cannot be mixed up. */
export function encodeTaskCursor({ part, after, afterTimed }: TaskCursor, filter: string): string {
  const numbers = [after, afterTimed].map((position) => position && [position.ms, position.seq]);
  return Buffer.from(JSON.stringify([hash(filter), part, ...numbers])).toString("base64url");
}

/** Reads a cursor. @throws InvalidOptionsError if it is not a cursor, or belongs to another filter */
export function decodeTaskCursor(text: string, filter: string): TaskCursor {
  const [ofFilter, part, after, afterTimed, ...rest] = parseList(text);
  if (!isPart(part) || !isPosition(after) || !isPosition(afterTimed) || rest.length > 0)
    throw new InvalidOptionsError("cursor", text.slice(0, 100), "the nextCursor of the page before");
  if (ofFilter !== hash(filter))
    throw new InvalidOptionsError("cursor", "The cursor belongs to another filter. Start again without a cursor.");
  return { part, after: toPosition(after), afterTimed: toPosition(afterTimed) };
}

/** A filter contains what a user searches for, and a cursor can be part of a link. */
const hash = (filter: string): string => createHash("sha256").update(filter).digest("base64url").slice(0, 10);

function parseList(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

const isPart = (part: unknown): part is Part => typeof part === "string" && parts.includes(part);

type PositionNumbers = [ms: number, seq: number] | null;

function isPosition(value: unknown): value is PositionNumbers {
  if (value === null) return true;
  if (!Array.isArray(value) || value.length !== 2) return false;
  return isTime(value[0]) && Number.isSafeInteger(value[1]) && value[1] >= 0;
}

/** The first moment that PostgreSQL knows: 4714-11-24 BC, in milliseconds of the epoch. */
const firstMs = -210_866_803_200_000;

/** Whether {@link fromExactMs} can convert the number. The limits of the range mean infinite times. */
const isTime = (ms: unknown): boolean => typeof ms === "number" && ms <= lastMs && (ms >= firstMs || ms === -lastMs);

const toPosition = (numbers: PositionNumbers): Position | null => numbers && { ms: numbers[0], seq: numbers[1] };
