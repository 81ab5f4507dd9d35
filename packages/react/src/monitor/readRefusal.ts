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
  const data = fieldOf(error, "data");
  const status = fieldOf(data, "httpStatus") ?? fieldOf(fieldOf(fieldOf(error, "meta"), "response"), "status");
  return typeof status === "number" ? status : undefined;
}

function readRetryAfter(error: unknown): number {
  const response = fieldOf(fieldOf(error, "meta"), "response");
  const header = response instanceof Response ? (response.headers.get("retry-after") ?? "").trim() : "";
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - serverTimeOf(response);
  return waitMs >= 0 ? Math.min(waitMs, maxWaitMs) : defaultRetryAfterMs;
}

/** The header may name a time instead of seconds: one of the server's clock. */
function serverTimeOf(response: unknown): number {
  const header = response instanceof Response ? Date.parse(response.headers.get("date") ?? "") : Number.NaN;
  return Number.isNaN(header) ? Date.now() : header;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
