import { RateLimitError, UnrecoverableError } from "../../domain/errors/errors.ts";

const temporaryStatuses = [408, 425];

/** Returns the error for a response that is not the file. Its class decides whether and when the task is retried. */
export function explainHttpStatus(url: URL, status: number, retryAfter: string | undefined): Error {
  if (status === 429) return new RateLimitError(url.host, retryAfter);
  const message = `${url.host} responded with ${status}${meaningOf(status)} instead of the file`;
  if (status >= 500 || temporaryStatuses.includes(status)) return new Error(`${message}.`);
  return new UnrecoverableError(`${message}. Check the URL ${describeUrl(url)}.`);
}

/** Returns a URL without its query, which may contain secrets. */
export function describeUrl(url: URL): string {
  return `${url.origin}${url.pathname}`.slice(0, 300);
}

function meaningOf(status: number): string {
  if (status === 401 || status === 403) return " (access denied)";
  if (status === 404 || status === 410) return " (not found)";
  if (status >= 500) return " (server error)";
  return "";
}
