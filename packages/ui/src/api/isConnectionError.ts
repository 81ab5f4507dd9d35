import { statusOf } from "@package/react";

/** A request that got no response. The message is for the user. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

/** Whether a request failed without a response of the server. Browsers name this differently. */
export function isConnectionError(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  return error instanceof Error && statusOf(error) === undefined && /fetch|network|load failed/i.test(error.message);
}
