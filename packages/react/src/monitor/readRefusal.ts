/** What a failed request means for the next one. */
export interface Refusal {
  /** There is no session, or it has no access. */
  isSignedOut: boolean;
  /** Milliseconds to wait, from the Retry-After header of a 429 response. */
  retryAfterMs: number | undefined;
}

const defaultRetryAfterMs = 60_000;
/** 24 h; timers of more than 24 days fire at once. */
const maxRetryAfterMs = 86_400_000;

/** Reads an error of the tRPC client. Other errors mean neither. */
export function readRefusal(error: unknown): Refusal {
  const status = statusOf(error);
  return {
    isSignedOut: status === 401 || status === 403,
    retryAfterMs: status === 429 ? readRetryAfter(error) : undefined,
  };
}

/** Returns the HTTP status of a failed tRPC request, or undefined without a response. */
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
