import { maxWaitMs } from "./timers.ts";

/** What a failed request means for the next one. */
export interface Refusal {
  /** There is no session, or it has no access. */
  isSignedOut: boolean;
  /** Milliseconds to wait, from the Retry-After header of a 429 response: at most 10 minutes. */
  retryAfterMs: number | undefined;
}

const defaultRetryAfterMs = 60_000;

/** Reads an error of the tRPC client or of `@package/react/sse`. Other errors mean neither. */
export function readRefusal(error: unknown): Refusal {
  const status = statusOf(error);
  return {
    isSignedOut: status === 401 || status === 403,
    retryAfterMs: status === 429 ? readRetryAfter(error) : undefined,
  };
}

/** Returns the HTTP status of a failed request, or undefined without a response. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as Partial<FailedRequest> | null | undefined)?.data?.httpStatus ?? responseOf(error)?.status;
  return typeof status === "number" ? status : undefined;
}

/** The fields of an error of the tRPC client. An error of anything else may have any others. */
interface FailedRequest {
  data?: { httpStatus?: unknown } | null;
  meta?: { response?: unknown } | null;
}

function responseOf(error: unknown): Response | undefined {
  const response = (error as Partial<FailedRequest> | null | undefined)?.meta?.response;
  return response instanceof Response ? response : undefined;
}

function readRetryAfter(error: unknown): number {
  const headers = responseOf(error)?.headers;
  const wait = headers?.get("retry-after") ?? "";
  // The header may name a time instead of seconds: one of the server's clock.
  const waitMs = /^\d+(\.\d+)?$/.test(wait) ? Number(wait) * 1_000 : Date.parse(wait) - serverMs(headers);
  return waitMs >= 0 ? Math.min(waitMs, maxWaitMs) : defaultRetryAfterMs;
}

function serverMs(headers: Headers | undefined): number {
  return Date.parse(headers?.get("date") ?? "") || Date.now();
}
