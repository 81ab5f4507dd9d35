import { isQueueError } from "@package/queue";
import { TRPCError } from "@trpc/server";
import { isDatabaseAway } from "./isDatabaseAway.ts";

type Code = TRPCError["code"];

const codeByQueueCode: Record<string, Code> = {
  TASK_NOT_FOUND: "NOT_FOUND",
  TASK_BUSY: "CONFLICT",
  INVALID_TRANSITION: "CONFLICT",
  UNIQUE_KEY_TAKEN: "CONFLICT",
  LOCK_TIMEOUT: "CONFLICT",
  P2034: "CONFLICT",
  TASK_REFERENCED: "CONFLICT",
  INVALID_TASK_DATA: "BAD_REQUEST",
  INVALID_OPTIONS: "BAD_REQUEST",
  UNKNOWN_TASK_TYPE: "BAD_REQUEST",
  DATABASE_UNAVAILABLE: "SERVICE_UNAVAILABLE",
};

/**
 * Gives any error the code that tRPC and HTTP know. The messages of the queue's errors are made for people and are kept;
 * what nobody foresaw becomes INTERNAL_SERVER_ERROR, whose message the error formatter hides.
 */
export function toTrpcError(error: unknown): TRPCError {
  const cause = error instanceof TRPCError ? error.cause : error;
  if (isDatabaseAway(cause)) {
    const message = "The database cannot be reached just now. Try again in a moment.";
    return new TRPCError({ code: "SERVICE_UNAVAILABLE", message, cause });
  }
  if (isQueueError(cause)) {
    const code = codeByQueueCode[cause.code] ?? "INTERNAL_SERVER_ERROR";
    return new TRPCError({ code, message: cause.message, cause });
  }
  return error instanceof TRPCError ? error : new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
}
