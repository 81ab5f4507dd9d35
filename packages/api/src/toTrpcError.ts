import { isDatabaseUnavailable, isQueueError } from "@package/queue";
import { TRPCError } from "@trpc/server";
import { LiveClosedError, SessionEndedError } from "./live/liveErrors.ts";
import { TooManyRequestsError } from "./TooManyRequestsError.ts";

type Code = TRPCError["code"];

const codeByQueueCode: Record<string, Code> = {
  TASK_NOT_FOUND: "NOT_FOUND",
  SCHEDULE_NOT_FOUND: "NOT_FOUND",
  SCHEDULE_DECLARED: "CONFLICT",
  TASK_BUSY: "CONFLICT",
  INVALID_TRANSITION: "CONFLICT",
  UNIQUE_KEY_TAKEN: "CONFLICT",
  LOCK_TIMEOUT: "CONFLICT",
  P2034: "CONFLICT",
  TASK_REFERENCED: "CONFLICT",
  INVALID_TASK_DATA: "BAD_REQUEST",
  INVALID_OPTIONS: "BAD_REQUEST",
  UNKNOWN_TASK_TYPE: "BAD_REQUEST",
};

const ownErrors = [
  [TooManyRequestsError, "TOO_MANY_REQUESTS"],
  [SessionEndedError, "UNAUTHORIZED"],
  // Clients connect again after this one.
  [LiveClosedError, "SERVICE_UNAVAILABLE"],
] as const;

/**
 * Converts any error to one with a tRPC code, and with it an HTTP status. Errors of the queue keep their messages. An
 * unexpected error becomes INTERNAL_SERVER_ERROR; the error formatter hides its message.
 */
export function toTrpcError(error: unknown): TRPCError {
  const isWrapped = error instanceof TRPCError;
  // tRPC wraps what a procedure throws in an INTERNAL_SERVER_ERROR. Any other code was chosen on purpose.
  if (isWrapped && error.code !== "INTERNAL_SERVER_ERROR") return error;
  const cause = isWrapped ? error.cause : error;
  if (isDatabaseUnavailable(cause)) {
    const message = "The database is currently unreachable. Try again in a moment.";
    return new TRPCError({ code: "SERVICE_UNAVAILABLE", message, cause });
  }
  if (isQueueError(cause)) {
    const code = codeByQueueCode[cause.code] ?? "INTERNAL_SERVER_ERROR";
    return new TRPCError({ code, message: cause.message, cause });
  }
  for (const [isCause, code] of ownErrors) {
    if (cause instanceof isCause) return new TRPCError({ code, message: cause.message, cause });
  }
  return isWrapped ? error : new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
}
