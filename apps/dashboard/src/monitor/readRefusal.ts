/** What a failed request says about asking again. */
export interface Refusal {
  /** There is no session, or it may not ask. */
  isSignedOut: boolean;
  /** Milliseconds to wait, from the Retry-After header of a 429 answer. */
  retryAfterMs: number | undefined;
}

const defaultRetryAfterMs = 60_000;
/** 24 h: a timer that is given more than some 24 days fires at once. */
const maxRetryAfterMs = 86_400_000;

/** Reads an error of the tRPC client; anything else says nothing. */
export function readRefusal(error: unknown): Refusal {
  const status = statusOf(error);
  return {
    isSignedOut: status === 401 || status === 403,
    retryAfterMs: status === 429 ? readRetryAfter(error) : undefined,
  };
}

/** The HTTP status of a failed tRPC request; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const data = fieldOf(error, "data");
  const status = fieldOf(data, "httpStatus") ?? fieldOf(fieldOf(fieldOf(error, "meta"), "response"), "status");
  return typeof status === "number" ? status : undefined;
}

function readRetryAfter(error: unknown): number {
  const response = fieldOf(fieldOf(error, "meta"), "response");
  const header = response instanceof Response ? response.headers.get("retry-after") : null;
  const seconds = header === null || header.trim() === "" ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1_000, maxRetryAfterMs) : defaultRetryAfterMs;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
