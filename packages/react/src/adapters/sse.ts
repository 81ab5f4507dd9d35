import type { SubscribeToStatus } from "../live/createStream.ts";
import type { StatusSource } from "../monitor/createQueueMonitor.ts";
import type { QueueStatusView } from "../monitor/taskSummary.ts";
import { createTimer } from "../monitor/timers.ts";
import { taskIdsOf } from "./taskIdsOf.ts";

export interface SseStatusOptions {
  /**
   * Responds to GET with a `QueueStatusView` as JSON. Gets the ids as `?ids=…`, separated by commas, and in regular polls
   * `maxAgeMs`, for `getQueueStatus`.
   */
  statusUrl: string;
  /** Responds with events of a `QueueStatusChange` as JSON, the first one with everything. Without it, the status is polled. */
  streamUrl?: string | undefined;
  /** Sends cookies to another origin as well. Default: false. */
  withCredentials?: boolean | undefined;
}

/** A response other than 200. `readRefusal` and `statusOf` read it like an error of the tRPC client. */
export class StatusRequestError extends Error {
  override readonly name = "StatusRequestError";
  readonly meta: { readonly response: Response };
  constructor(response: Response) {
    super(`The server responded to ${response.url} with ${response.status}. Expected 200 and the status as JSON.`);
    this.meta = { response };
  }
}

/**
 * Returns `fetchStatus` and `subscribe` for `QueueMonitorProvider`, from plain endpoints of your server. Both must take the
 * user from the session. A stream that the server refuses sends one event `refused` with `{ "status": 401 }`, or with 429 and
 * `retryAfterSeconds`. Call it once, outside of components.
 */
export function sseStatusSource({ statusUrl, streamUrl, withCredentials = false }: SseStatusOptions): StatusSource {
  const fetchStatus: StatusSource["fetchStatus"] = async (ids, { maxAgeMs } = {}) => {
    const response = await fetch(withQuery(statusUrl, ids, maxAgeMs), {
      headers: { accept: "application/json" },
      cache: "no-store",
      credentials: withCredentials ? "include" : "same-origin",
    });
    if (!response.ok) throw new StatusRequestError(response);
    return (await response.json()) as QueueStatusView;
  };
  return streamUrl === undefined
    ? { fetchStatus }
    : { fetchStatus, subscribe: subscribeTo(streamUrl, withCredentials) };
}

const silenceMs = 25_000;

function subscribeTo(streamUrl: string, withCredentials: boolean): SubscribeToStatus {
  return (ids, { onChange, onError }) => {
    const events = new EventSource(withQuery(streamUrl, ids), { withCredentials });
    const silence = createTimer();
    const onSilence = () => onError(new Error("The stream has sent nothing for 25 s."));
    // A broken connection can stay open for minutes. Only a server that sends pings is expected to send them.
    events.addEventListener("ping", () => silence.start(silenceMs, onSilence));
    events.onmessage = ({ data }) => {
      if (silence.isRunning()) silence.start(silenceMs, onSilence);
      onChange(JSON.parse(data));
    };
    events.addEventListener("refused", ({ data }) => onError(readRefused(data)));
    // The browser would connect again by itself, after several seconds. The monitor is faster, and waits longer for a server that is down.
    events.onerror = () => onError(new Error("The stream was interrupted."));
    return () => {
      silence.stop();
      events.close();
    };
  };
}

function readRefused(text: string): StatusRequestError {
  const { status, retryAfterSeconds } = JSON.parse(text) as { status: number; retryAfterSeconds?: number };
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return new StatusRequestError(new Response(null, { status, headers }));
}

function withQuery(url: string, ids: readonly string[], maxAgeMs?: number): string {
  const known = taskIdsOf(ids);
  const parts = [known.length > 0 && `ids=${known.join()}`, maxAgeMs !== undefined && `maxAgeMs=${maxAgeMs}`];
  const query = parts.filter((part) => part !== false).join("&");
  return query === "" ? url : `${url}${url.includes("?") ? "&" : "?"}${query}`;
}
