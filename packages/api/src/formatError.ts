import { isQueueError } from "@package/queue";
import type { TRPCDefaultErrorShape, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { ApiContext } from "./context.ts";

/** One thing that is wrong with what was sent, for a form to show beside its field. */
export interface InputIssue {
  path: (string | number)[];
  message: string;
}

type ErrorShape = Omit<TRPCDefaultErrorShape, "data"> & {
  data: Omit<TRPCDefaultErrorShape["data"], "stack"> & {
    /** The queue's own code, such as INVALID_TRANSITION; null for other errors. */
    queueCode: string | null;
    issues: InputIssue[];
    requestId: string | null;
  };
};

/** What a client learns about an error: never a stack, and of an unforeseen one nothing but where to find it in the log. */
export function formatError(options: {
  error: TRPCError;
  shape: TRPCDefaultErrorShape;
  ctx: ApiContext | undefined;
}): ErrorShape {
  const { error, shape, ctx } = options;
  const { stack: _stack, ...data } = shape.data;
  const issues = issuesOf(error.cause);
  const requestId = ctx?.requestId ?? null;
  return {
    ...shape,
    message: messageOf(error, issues, requestId),
    data: { ...data, queueCode: isQueueError(error.cause) ? error.cause.code : null, issues, requestId },
  };
}

function messageOf(error: TRPCError, issues: InputIssue[], requestId: string | null): string {
  if (error.code === "INTERNAL_SERVER_ERROR") {
    return `The server failed to answer${requestId ? `; its log has the details under ${requestId}` : ""}. Try again later.`;
  }
  if (!(error.cause instanceof ZodError)) return error.message;
  const list = issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`);
  return `The input is not valid: ${list.slice(0, 5).join("; ")}.`;
}

function issuesOf(cause: unknown): InputIssue[] {
  if (!(cause instanceof ZodError || isQueueError(cause, "INVALID_TASK_DATA"))) return [];
  return cause.issues.slice(0, 50).map((issue) => ({
    path: issue.path.map((key) => (typeof key === "number" ? key : String(key))),
    message: issue.message,
  }));
}
