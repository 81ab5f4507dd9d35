import { isQueueError } from "@package/queue";
import type { TRPCDefaultErrorShape, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { ApiContext } from "./context.ts";
import { TooManyRequestsError } from "./TooManyRequestsError.ts";

/** A validation error of one field. */
export interface InputIssue {
  path: (string | number)[];
  message: string;
}

type ErrorShape = Omit<TRPCDefaultErrorShape, "data"> & {
  data: Omit<TRPCDefaultErrorShape["data"], "stack"> & {
    /** The queue's error code, for example INVALID_TRANSITION; null for other errors. */
    queueCode: string | null;
    issues: InputIssue[];
    requestId: string | null;
    /** Seconds after which the user may try again, for TOO_MANY_REQUESTS; null for other errors. */
    retryAfterSeconds: number | null;
  };
};

/** Returns what a client sees of an error: never a stack, and of an unexpected error only the request ID. */
export function formatError(options: {
  error: TRPCError;
  shape: TRPCDefaultErrorShape;
  ctx: Pick<ApiContext, "requestId"> | undefined;
}): ErrorShape {
  const { error, shape, ctx } = options;
  const { stack: _stack, ...data } = shape.data;
  const issues = issuesOf(error.cause);
  const requestId = ctx?.requestId ?? null;
  const queueCode = isQueueError(error.cause) ? error.cause.code : null;
  const retryAfterSeconds = error.cause instanceof TooManyRequestsError ? error.cause.retryAfterSeconds : null;
  return {
    ...shape,
    message: messageOf(error, issues, requestId),
    data: { ...data, queueCode, issues, requestId, retryAfterSeconds },
  };
}

function messageOf(error: TRPCError, issues: InputIssue[], requestId: string | null): string {
  if (error.code === "INTERNAL_SERVER_ERROR") {
    return `Something went wrong on the server${requestId ? ` (request ID ${requestId})` : ""}. Try again later.`;
  }
  if (!(error.cause instanceof ZodError)) return error.message;
  const list = issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`);
  return `Invalid input: ${list.slice(0, 5).join("; ")}.`;
}

function issuesOf(cause: unknown): InputIssue[] {
  if (!(cause instanceof ZodError || isQueueError(cause, "INVALID_TASK_DATA"))) return [];
  return cause.issues.slice(0, 50).map((issue) => ({
    path: issue.path.map((key) => (typeof key === "number" ? key : String(key))),
    message: issue.message,
  }));
}
