import { TRPCError } from "@trpc/server";
import { z } from "zod";

/** Where the next page starts: among the unfinished tasks or among the finished ones. */
export type TaskCursor =
  | { group: "active"; seq: number }
  | { group: "finished"; after: { finishedAtMs: number; seq: number } };

/** The years 1 to 9999: PostgreSQL cannot convert every number to a time. */
const finishedAtMsSchema = z.number().min(-62_135_596_800_000).lt(253_402_300_800_000);

const cursorSchema = z.union([
  z.tuple([z.string(), z.literal("active"), z.int()]),
  z.tuple([z.string(), z.literal("finished"), z.int(), finishedAtMsSchema]),
]);

/** Returns the cursor as an opaque string. It is bound to one filter, so that pages of two lists cannot be mixed up. */
export function encodeTaskCursor(cursor: TaskCursor, filter: string): string {
  const parts =
    cursor.group === "active"
      ? [filter, "active", cursor.seq]
      : [filter, "finished", cursor.after.seq, cursor.after.finishedAtMs];
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** Reads a cursor. Throws BAD_REQUEST if it is not a cursor, or belongs to another filter. */
export function decodeTaskCursor(text: string, filter: string): TaskCursor {
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(text, "base64url").toString()));
  if (!parsed.success) throw invalidCursor("it was not returned by listTasks");
  const [ofFilter, group, seq, finishedAtMs] = parsed.data;
  if (ofFilter !== filter) throw invalidCursor("it belongs to another status or type");
  return group === "active" ? { group, seq } : { group, after: { seq, finishedAtMs } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalidCursor(reason: string): TRPCError {
  return new TRPCError({
    code: "BAD_REQUEST",
    message: `Invalid cursor: ${reason}. Start again without a cursor.`,
  });
}
