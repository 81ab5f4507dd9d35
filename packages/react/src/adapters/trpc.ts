import type { SubscribeToStatus } from "../live/createStream.ts";
import type { StatusSource } from "../monitor/createQueueMonitor.ts";
import type { QueueStatusChange, QueueStatusView } from "../monitor/taskSummary.ts";
import { taskIdsOf } from "./taskIdsOf.ts";

/** The queue's procedures in a tRPC 11 client, under whichever path your router has them. */
export interface QueueProcedures {
  // biome-ignore lint/suspicious/noConfusingVoidType: that is how tRPC types a procedure without input, which is one of an own router
  getQueueStatus: { query(input?: { ids?: string[]; maxAgeMs?: number } | void): Promise<QueueStatusView> };
  onStatus?: {
    subscribe(input: { ids?: string[] } | undefined, observer: SubscriptionObserver): { unsubscribe(): void };
  };
}

/** Nothing is optional: from version 11.25 on, tRPC's types require one callback at least. */
interface SubscriptionObserver {
  onData: (value: Tracked) => void;
  onError: (error: Error) => void;
  onStopped: () => void;
  onComplete: () => void;
  onConnectionStateChange: (state: { state: string; error: Error | null }) => void;
}

/** A message with the id that `tracked` gave it. */
interface Tracked {
  data: QueueStatusChange;
}

/**
 * Returns `fetchStatus` and `subscribe` for `QueueMonitorProvider`, from a tRPC client: `trpcStatusSource(client.queue)`.
 * The stream needs a `httpSubscriptionLink` in the client. Without one, pass `{ stream: false }`: then the status is polled.
 * Call it once, outside of components.
 */
export function trpcStatusSource(queue: QueueProcedures, { stream = true }: { stream?: boolean } = {}): StatusSource {
  const fetchStatus: StatusSource["fetchStatus"] = (ids, options) =>
    queue.getQueueStatus.query(options ? { ...inputOf(ids), ...options } : inputOf(ids));
  const { onStatus } = queue;
  return stream && onStatus ? { fetchStatus, subscribe: subscribeTo(onStatus) } : { fetchStatus };
}

function subscribeTo(procedure: NonNullable<QueueProcedures["onStatus"]>): SubscribeToStatus {
  return (ids, { onChange, onError }) => {
    const stopped = () => onError(new Error("The server has ended the stream."));
    const subscription = procedure.subscribe(inputOf(ids), {
      onData: (value) => onChange(value.data),
      onError,
      onStopped: stopped,
      onComplete: stopped,
      // The link would connect again by itself, after several seconds. The monitor is faster, and waits longer for a server that is down.
      onConnectionStateChange: ({ state, error }) => {
        if (state === "connecting" && error) onError(error);
      },
    });
    return () => subscription.unsubscribe();
  };
}

function inputOf(ids: readonly string[]): { ids?: string[] } | undefined {
  const known = taskIdsOf(ids);
  return known.length > 0 ? { ids: known } : undefined;
}
