import { readRefusal, statusOf } from "../monitor/readRefusal.ts";
import { applyStatusChange } from "../monitor/statusChange.ts";
import type { QueueStatusChange, QueueStatusView } from "../monitor/taskSummary.ts";
import { createTimer, maxWaitMs } from "../monitor/timers.ts";

export interface StreamHandlers {
  onChange: (change: QueueStatusChange) => void;
  /** The stream has ended. It is not used again. */
  onError: (error: unknown) => void;
}

/** Opens a stream of changes, whose first message contains everything. Returns the function that closes it. */
export type SubscribeToStatus = (ids: readonly string[], handlers: StreamHandlers) => () => void;

export interface StreamOptions {
  /** Undefined where there is no stream. */
  subscribe: () => SubscribeToStatus | undefined;
  takeIds: () => string[];
  /** Whether the stream may be opened again now. */
  isAllowed: () => boolean;
  onStatus: (status: QueueStatusView) => void;
  /** Called after the stream was opened or has ended. */
  onLiveChange: () => void;
  onSignedOut: () => void;
}

/** One connection to the server, opened again when it ends. */
export interface Stream {
  open(): void;
  close(): void;
  /** Opens it again with other ids, at most every 5 s. */
  renew(): void;
  /** Whether the connection is open: it has sent a message. */
  isLive(): boolean;
}

const firstDelayMs = 250;
/** A server that restarts is found again within 2 s. */
const maxDelayMs = 1_500;
/** After about half a minute the server is not restarting: it is down. */
const patientTries = 24;
const patientDelayMs = 30_000;
const renewMs = 5_000;
const steadyMs = 5_000;
/** The server has no stream, or does not understand the request: until it is replaced, only polls help. */
const noStreamStatuses = [400, 404, 405, 501];

export function createStream(options: StreamOptions): Stream {
  const retry = createTimer();
  let close: (() => void) | undefined;
  let isLive = false;
  let tries = 0;
  let openedAtMs = -renewMs;

  function open(): void {
    const subscribe = options.subscribe();
    if (close || !subscribe || !options.isAllowed()) return;
    retry.stop();
    openedAtMs = performance.now();
    let status: QueueStatusView | null = null;
    let isClosed = false;
    let unsubscribe: (() => void) | undefined;
    const end = () => {
      isClosed = true;
      unsubscribe?.();
    };
    close = end;
    unsubscribe = subscribe(options.takeIds(), {
      onChange(change) {
        if (isClosed) return;
        status = applyStatusChange(status, change);
        if (!isLive) {
          isLive = true;
          options.onLiveChange();
        }
        options.onStatus(status);
      },
      onError(error) {
        if (isClosed) return;
        // A stream that ends soon after its first message is no success: otherwise it would be opened several times per second.
        if (isLive && performance.now() - openedAtMs >= steadyMs) tries = 0;
        shut();
        reopenAfter(error);
        options.onLiveChange();
      },
    });
    if (isClosed) unsubscribe();
  }

  function reopenAfter(error: unknown): void {
    const { isSignedOut, retryAfterMs } = readRefusal(error);
    if (isSignedOut) {
      options.onSignedOut();
      return;
    }
    tries += 1;
    const limitMs = tries > patientTries ? patientDelayMs : maxDelayMs;
    const delayMs = Math.min(firstDelayMs * 2 ** (tries - 1), limitMs);
    const hasNoStream = noStreamStatuses.includes(statusOf(error) ?? 0);
    // Jitter, so that not all browsers come back in the same moment.
    retry.start(retryAfterMs ?? (hasNoStream ? maxWaitMs : delayMs * (0.5 + Math.random() / 2)), open);
  }

  function shut(): void {
    retry.stop();
    close?.();
    close = undefined;
    isLive = false;
  }

  return {
    open,
    close() {
      const wasLive = isLive;
      shut();
      if (wasLive) options.onLiveChange();
    },
    renew() {
      if (!isLive || performance.now() - openedAtMs < renewMs) return;
      shut();
      open();
    },
    isLive: () => isLive,
  };
}
