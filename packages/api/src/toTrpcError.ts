import { QueueError } from "@package/queue";
import { TRPCError } from "@trpc/server";

type Code = TRPCError["code"];

const codeByQueueCode: Record<string, Code> = {
  TASK_NOT_FOUND: "NOT_FOUND",
  TASK_BUSY: "CONFLICT",
  INVALID_TRANSITION: "CONFLICT",
  UNIQUE_KEY_TAKEN: "CONFLICT",
  INVALID_TASK_DATA: "BAD_REQUEST",
  INVALID_OPTIONS: "BAD_REQUEST",
  UNKNOWN_TASK_TYPE: "BAD_REQUEST",
  DATABASE_UNAVAILABLE: "SERVICE_UNAVAILABLE",
};

/** Gives an error of the queue the code that HTTP and tRPC know; its message is already made for people. */
export function toTrpcError(error: TRPCError): TRPCError {
  const cause = error.cause;
  if (!(cause instanceof QueueError)) return error;
  return new TRPCError({ code: codeByQueueCode[cause.code] ?? "INTERNAL_SERVER_ERROR", message: cause.message, cause });
}
