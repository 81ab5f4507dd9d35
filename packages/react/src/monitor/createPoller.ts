import { pollDelay } from "./pollDelay.ts";
import { readRefusal } from "./readRefusal.ts";
import { createTimer } from "./timers.ts";

export interface PollerOptions {
  /** Makes one request and takes its response over. `isRegular`: the timer caused it, and not somebody who knows of a change. */
  poll: (isRegular: boolean) => Promise<void>;
  /** Called after each request. */
  onSettled: () => void;
  /** Called when the session has ended, or belongs to another user. */
  onSignedOut: () => void;
  /** Whether this tab may poll by itself now: it is visible, online, and the one that polls. */
  isAllowed: () => boolean;
  /** Whether a task is active; undefined before the first response. */
  hasActive: () => boolean | undefined;
  isAwaiting: () => boolean;
  /** Milliseconds until a task becomes active; undefined if none will. */
  nextDueInMs: () => number | undefined;
}

/** Decides when to ask the server. It never has two requests at once. */
export interface Poller {
  /**
   * Asks at once. Calls in the same moment share a request. A call during a request leads to one more after it, because the
   * running one may have been answered before the change that the caller knows of.
   */
  ask(): void;
  /** Asks at once, unless the server has told to wait. */
  askWhenAllowed(): void;
  /** Starts or stops the timer, after `isAllowed` or `hasActive` has changed. */
  plan(): void;
  stop(): void;
  health(): PollHealth;
  /** Ends the polling: there is no session. */
  end(): void;
}

export interface PollHealth {
  /** Error of the last request; null after a success. */
  error: Error | null;
  /** Failed requests in a row. */
  failedPolls: number;
  /** Time of the last success in ms of this client's clock; null while requests succeed. */
  staleSinceMs: number | null;
}

/** A request without a response, for example over a lost connection, would otherwise prevent all further ones. */
const maxRequestMs = 30_000;

const healthy: PollHealth = { error: null, failedPolls: 0, staleSinceMs: null };

export function createPoller(options: PollerOptions): Poller {
  const timer = createTimer();
  const patience = createTimer();
  let giveUp = () => {};
  let health = healthy;
  let refusal = readRefusal(null);
  let request: "none" | "starting" | "running" = "none";
  let isAskedAgain = false;
  let isRegularPoll = false;
  let isStopped = false;
  let settledAtMs = performance.now();
  let succeededAtMs: number | null = null;

  function ask(isRegular = false): void {
    isStopped = false;
    timer.stop();
    isRegularPoll = isRegular;
    if (request === "running") {
      isAskedAgain = true;
      if (!patience.isRunning()) patience.start(maxRequestMs, () => giveUp());
    }
    if (request !== "none") return;
    request = "starting";
    queueMicrotask(() => void run());
  }

  async function run(): Promise<void> {
    if (isStopped) request = "none";
    if (request === "none") return;
    request = "running";
    try {
      const isTooLate = new Promise<never>((_, reject) => {
        giveUp = () => reject(new Error(`The server did not respond within ${maxRequestMs / 1_000} s.`));
      });
      patience.start(maxRequestMs, () => giveUp());
      await Promise.race([options.poll(isRegularPoll), isTooLate]);
      succeededAtMs = Date.now();
      health = healthy;
      refusal = readRefusal(null);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      refusal = readRefusal(error);
      if (error instanceof SessionChangedError) refusal.isSignedOut = true;
      health = { error, failedPolls: health.failedPolls + 1, staleSinceMs: succeededAtMs };
    }
    patience.stop();
    request = "none";
    settledAtMs = performance.now();
    const isWanted = isAskedAgain && !isStopped && !refusal.isSignedOut;
    isAskedAgain = false;
    if (refusal.isSignedOut) options.onSignedOut();
    options.onSettled();
    if (isWanted) ask();
    else plan();
  }

  function plan(): void {
    timer.stop();
    if (request !== "none" || !options.isAllowed()) return;
    const { hasActive, isAwaiting, nextDueInMs } = options;
    const state = {
      ...refusal,
      failures: health.failedPolls,
      hasActive: hasActive(),
      isAwaiting: isAwaiting(),
      nextDueInMs: nextDueInMs(),
    };
    const delayMs = pollDelay(state);
    if (delayMs !== false) timer.start(settledAtMs + delayMs - performance.now(), () => ask(true));
  }

  return {
    ask: () => ask(),
    askWhenAllowed() {
      if (refusal.isSignedOut || refusal.retryAfterMs !== undefined) plan();
      else ask();
    },
    plan,
    stop() {
      isStopped = true;
      isAskedAgain = false;
      timer.stop();
      patience.stop();
    },
    health: () => health,
    end() {
      refusal = { isSignedOut: true, retryAfterMs: undefined };
      timer.stop();
    },
  };
}

/** The response is about another user, who has signed in in another tab. */
export class SessionChangedError extends Error {
  override readonly name = "SessionChangedError";
  constructor() {
    super("You are now signed in as another user. Reload the page.");
  }
}
