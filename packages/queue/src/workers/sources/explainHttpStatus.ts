import { RateLimitError, UnrecoverableError } from "../../domain/errors/errors.ts";

const temporaryStatuses = [408, 425];

/** The error for an answer that is not the file: whether to try again, and when. */
export function explainHttpStatus(url: URL, status: number, retryAfter: string | undefined): Error {
  if (status === 429) return new RateLimitError(url.host, retryAfter);
  const message = `${url.host} answered ${status}${meaningOf(status)} instead of the file`;
  if (status >= 500 || temporaryStatuses.includes(status)) return new Error(`${message}.`);
  return new UnrecoverableError(`${message}. Check the address ${describeUrl(url)}.`);
}

/** An address without what may be secret in it. */
export function describeUrl(url: URL): string {
  return `${url.origin}${url.pathname}`.slice(0, 300);
}

function meaningOf(status: number): string {
  if (status === 401 || status === 403) return " (access denied)";
  if (status === 404 || status === 410) return " (not found)";
  if (status >= 500) return " (a failure on its side)";
  return "";
}
