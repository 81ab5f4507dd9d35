import type { Scope } from "@package/queue/monitor";
import { TooManyRequestsError } from "../TooManyRequestsError.ts";
import type { QueueStatusChange } from "../wire.ts";
import type { LiveStatus, WatchOptions } from "./LiveStatus.ts";
import { SessionEndedError } from "./liveErrors.ts";

const pingMs = 10_000;
const headers = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  // Otherwise nginx collects the events before it sends them.
  "x-accel-buffering": "no",
};

/**
 * Returns a response with the changes of a user's tasks as server-sent events, for a route without tRPC. Each event is a
 * `QueueStatusChange` as JSON, the first one with everything. A refused stream has one event `refused`, with `status` 401, or with 429
 * and `retryAfterSeconds`. `sseStatusSource` of `@package/react/sse` reads these events. The scope must come from the session.
 * @param options.signal - pass `request.signal`
 */
export function streamStatus(live: LiveStatus, scope: Scope, options: WatchOptions = {}): Response {
  const encoder = new TextEncoder();
  let changes: AsyncIterableIterator<QueueStatusChange> | undefined;
  let pings: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      // An event and not a comment, which a page does not see: it opens the stream again when they stop.
      const ping = encoder.encode("event: ping\ndata: \n\n");
      // A client that does not read gets no pings, so that they need no memory.
      pings = setInterval(() => (controller.desiredSize ?? 0) > 0 && controller.enqueue(ping), pingMs);
    },
    async pull(controller) {
      try {
        changes ??= live.watch(scope, options);
        const { done, value } = await changes.next();
        if (!done) return controller.enqueue(encoder.encode(`data: ${JSON.stringify(value)}\n\n`));
      } catch (error) {
        const refusal = readRefusal(error);
        if (refusal) controller.enqueue(encoder.encode(`event: refused\ndata: ${JSON.stringify(refusal)}\n\n`));
      }
      clearInterval(pings);
      controller.close();
    },
    async cancel() {
      clearInterval(pings);
      await changes?.return?.();
    },
  });
  return new Response(body, { headers });
}

/** Returns what the client receives. After any other error the response just ends, and the client connects again. */
function readRefusal(error: unknown): { status: number; retryAfterSeconds?: number } | undefined {
  if (error instanceof SessionEndedError) return { status: 401 };
  if (error instanceof TooManyRequestsError) return { status: 429, retryAfterSeconds: error.retryAfterSeconds };
  return undefined;
}
