import { statusOf } from "@package/react";

const normalMs = 5_000;
const maxMs = 60_000;

/** The state of the inbox's query. */
interface InboxState {
  error: unknown;
  /** Time of the last response in ms; 0 before the first. */
  dataUpdatedAt: number;
  errorUpdatedAt: number;
}

/** Returns the milliseconds until the next request of the inbox, or false after a 401. While requests fail, the delay doubles up to a minute. */
export function inboxPollDelay({ error, dataUpdatedAt, errorUpdatedAt }: InboxState): number | false {
  if (error === null) return normalMs;
  if (statusOf(error) === 401) return false;
  return Math.min(maxMs, Math.max(normalMs, errorUpdatedAt - dataUpdatedAt));
}
