import type { BrowserPorts, TabChannel } from "./browserPorts.ts";
import { readEnvelope, type TabMessage, toEnvelope } from "./tabMessages.ts";

export interface TabGroupOptions {
  ports: BrowserPorts;
  userId: string;
  /** Whether this tab may lead: a hidden or paused one does not begin to. */
  isPaused: () => boolean;
  onLead: () => void;
  /** This tab has handed over to a visible one. */
  onFollow: () => void;
  onMessage: (message: TabMessage, from: string) => void;
}

/**
 * The tabs of one user in one browser, of which at most one leads: the one that holds a lock. Only visible tabs wait for the
 * lock, and a hidden leader gives it to a visible tab. When a tab crashes or closes, the browser releases its lock.
 */
export interface TabGroup {
  join(): void;
  leave(): void;
  isLeader(): boolean;
  /** Whether there can be other tabs that follow this one, or that it follows. */
  isShared(): boolean;
  /** Call it when this tab was shown, hidden, paused or resumed. */
  update(): void;
  post(message: TabMessage): void;
}

export function createTabGroup({ ports, userId, isPaused, onLead, onFollow, onMessage }: TabGroupOptions): TabGroup {
  const name = `queue-tasks:${userId}`;
  const tabId = Math.random().toString(36).slice(2);
  let channel: TabChannel | undefined;
  let isJoined = false;
  /** Without locks each tab leads itself. */
  let isAlone = false;
  let waiting: AbortController | undefined;
  let release: (() => void) | undefined;

  const canBegin = () => ports.isVisible() && !isPaused();
  const post = (message: TabMessage) => channel?.post(toEnvelope(userId, tabId, message));

  function receive(value: unknown): void {
    const envelope = readEnvelope(value, userId);
    if (!envelope || envelope.from === tabId || !isJoined) return;
    const { message, from } = envelope;
    if (message.kind === "visible") {
      if (!canBegin()) stepDown();
    } else if (message.kind === "hidden") {
      if (canBegin()) post({ kind: "visible" });
    } else if (!isAlone || message.kind === "ended") onMessage(message, from);
  }

  function waitForLock(): void {
    if (waiting || !ports.requestLock) return;
    const controller = new AbortController();
    waiting = controller;
    ports
      .requestLock(name, controller.signal, () => {
        if (controller.signal.aborted) return Promise.resolve();
        return new Promise<void>((resolve) => {
          release = resolve;
          onLead();
        });
      })
      .catch(() => {
        // The browser has no lock for this page, for example in a sandboxed frame.
        if (!controller.signal.aborted) leadAlone();
      });
  }

  function stopWaiting(): void {
    waiting?.abort();
    waiting = undefined;
    release?.();
    release = undefined;
  }

  function stepDown(): void {
    const hasLed = release !== undefined;
    stopWaiting();
    if (hasLed) onFollow();
  }

  function leadAlone(): void {
    isAlone = true;
    onLead();
  }

  function update(): void {
    if (!isJoined || isAlone) return;
    if (canBegin()) {
      if (release) return;
      waitForLock();
      post({ kind: "visible" });
    } else if (isPaused()) stepDown();
    else if (release) post({ kind: "hidden" });
    else stopWaiting();
  }

  return {
    join() {
      if (isJoined) return;
      isJoined = true;
      channel = ports.openChannel(name, receive);
      if (!ports.requestLock || !channel) leadAlone();
      else update();
    },
    leave() {
      if (!isJoined) return;
      post({ kind: "bye" });
      isJoined = isAlone = false;
      stopWaiting();
      channel?.close();
      channel = undefined;
    },
    isLeader: () => isJoined && (isAlone || release !== undefined),
    isShared: () => channel !== undefined && !isAlone,
    update,
    post,
  };
}
