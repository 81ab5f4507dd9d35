import type { Poller } from "../monitor/createPoller.ts";
import { applyStatusChange, changeBetween } from "../monitor/statusChange.ts";
import type { QueueStatusView } from "../monitor/taskSummary.ts";
import { createTimer } from "../monitor/timers.ts";
import type { BrowserPorts } from "./browserPorts.ts";
import { createStream, type SubscribeToStatus } from "./createStream.ts";
import { createTabGroup } from "./createTabGroup.ts";
import type { TabHealth, TabMessage } from "./tabMessages.ts";

/** How the session has ended: whether the user has signed out, and whether another tab says so. */
export interface SessionEnd {
  isSignOut: boolean;
  isRemote: boolean;
}

export interface LiveTabOptions {
  ports: BrowserPorts;
  userId: string;
  poller: Poller;
  subscribe: () => SubscribeToStatus | undefined;
  takeIds: () => string[];
  isPaused: () => boolean;
  /** Whether the session has ended. */
  isEnded: () => boolean;
  /** The server's last state. */
  status: () => QueueStatusView | null;
  /** Called with each state that the stream or the leading tab brings. */
  onStatus: (status: QueueStatusView, from: "stream" | "tab") => void;
  /** Called after the connection, or this tab's part in it, has changed. */
  onChange: () => void;
  onIdsOfTab: (tabId: string, ids: readonly string[]) => void;
  onAsk: (taskId: string | undefined) => void;
  onEnded: (end: SessionEnd) => void;
}

/** This tab's part in keeping the user's tabs up to date: the leading tab asks the server, the others listen to it. */
export interface LiveTab {
  start(): void;
  stop(): void;
  /** Whether this tab asks the server itself. */
  isAsking(): boolean;
  /** Whether this tab may poll now. */
  mayPoll(): boolean;
  /** Passes the server's last state and the health of the requests on to the other tabs. */
  share(): void;
  /** How the requests go: the leading tab's where this one only listens. */
  health(): TabHealth;
  /** Has the leading tab ask. */
  askLeader(taskId: string | undefined): void;
  follow(ids: readonly string[]): void;
  /** Opens the stream again, for tasks that it does not follow. */
  renewStream(): void;
  /** Call it after `isPaused` has changed. */
  updatePaused(): void;
  /** Ends the stream and the polls, and tells the other tabs. */
  end(end: SessionEnd): void;
}

const hiddenStreamMs = 15_000;
const pingMs = 10_000;
const silenceMs = 30_000;
const noAnswerMs = 500;

export function createLiveTab(options: LiveTabOptions): LiveTab {
  const { ports, userId, poller } = options;
  const hidden = createTimer();
  const ping = createTimer();
  const silence = createTimer();
  const answer = createTimer();
  let isStarted = false;
  let isOnline = ports.isOnline();
  /** No tab leads that answers, so this one polls for itself. */
  let isLonely = false;
  let shared: { status: QueueStatusView | null; place: number; health: string } = {
    status: null,
    place: 0,
    health: "",
  };
  let leader: { id: string; place: number; status: QueueStatusView | null; health: TabHealth } | undefined;
  let followedIds = "";
  let stopListening = () => {};

  // Without a session this tab cannot ask for the others, for example for one that is opened after the next sign-in.
  const isPaused = () => options.isPaused() || options.isEnded();
  const group = createTabGroup({ ports, userId, isPaused, onLead, onFollow, onMessage });
  const isAsking = () => group.isLeader() || isLonely;
  const canConnect = () => isStarted && ports.isOnline() && !options.isPaused() && !options.isEnded();

  const stream = createStream({
    subscribe: options.subscribe,
    takeIds: options.takeIds,
    isAllowed: () => canConnect() && group.isLeader() && (ports.isVisible() || hidden.isRunning()),
    onStatus: (status) => options.onStatus(status, "stream"),
    onLiveChange: options.onChange,
    onSignedOut: () => options.onEnded({ isSignOut: false, isRemote: false }),
  });

  function onLead(): void {
    stopWaiting();
    leader = undefined;
    shared = { status: null, place: 0, health: "" };
    refresh();
    if (group.isShared()) sendPing();
    options.onChange();
  }

  function onFollow(): void {
    stream.close();
    ping.stop();
    hidden.stop();
    poller.plan();
    options.onChange();
  }

  function refresh(): void {
    stream.open();
    if (canConnect()) poller.askWhenAllowed();
    else poller.plan();
  }

  function sendPing(): void {
    group.post({ kind: "ping", place: shared.place, health: health() });
    ping.start(pingMs, sendPing);
  }

  function sendState(): void {
    shared.status = options.status();
    group.post({ kind: "state", place: shared.place, status: shared.status, health: health() });
  }

  /** Asks the leading tab for the whole state, and the server if there is no answer. */
  function greet(): void {
    if (!isStarted || group.isLeader() || !ports.isVisible() || options.isPaused()) return;
    group.post({ kind: "hello" });
    followedIds = "";
    answer.start(noAnswerMs, beLonely);
  }

  function beLonely(): void {
    isLonely = true;
    silence.stop();
    if (canConnect()) poller.askWhenAllowed();
    options.onChange();
  }

  function stopWaiting(): void {
    isLonely = false;
    answer.stop();
    silence.stop();
  }

  function onMessage(message: TabMessage, from: string): void {
    const isLeader = group.isLeader();
    if (message.kind === "ended") options.onEnded({ isSignOut: message.isSignOut, isRemote: true });
    else if (message.kind === "bye") options.onIdsOfTab(from, []);
    else if ("place" in message) {
      if (!isLeader && !options.isPaused()) onLeaderMessage(message, from);
    } else if (isLeader && message.kind === "hello") sendState();
    else if (isLeader && message.kind === "follow") options.onIdsOfTab(from, message.ids);
    else if (isLeader && message.kind === "ask") {
      sendPing();
      options.onAsk(message.taskId);
    }
  }

  function onLeaderMessage(message: Extract<TabMessage, { place: number }>, from: string): void {
    stopWaiting();
    poller.plan();
    if (ports.isVisible()) silence.start(silenceMs, beLonely);
    const { kind, place } = message;
    if (kind !== "change")
      leader = { id: from, place: leader?.place ?? -1, status: null, ...leader, health: message.health };
    if (kind === "state") leader = { id: from, place, status: message.status, health: message.health };
    else if (leader?.id !== from || (kind === "ping" ? place !== leader.place : place !== leader.place + 1)) {
      // Something was missed, or another tab leads now.
      if (leader) leader.id = from;
      if (place > 0) group.post({ kind: "hello" });
    } else if (kind === "change") {
      leader = { ...leader, place, status: applyStatusChange(leader.status, message.change) };
    }
    if (kind !== "ping" && leader?.id === from && leader.place === place && leader.status)
      options.onStatus(leader.status, "tab");
    options.onChange();
  }

  function health(): TabHealth {
    if (!isAsking() && leader) return leader.health;
    const { error, failedPolls, staleSinceMs } = poller.health();
    return { isLive: stream.isLive(), errorMessage: error?.message ?? null, failedPolls, staleSinceMs };
  }

  function onBrowserChange(change: "visible" | "online" | "left" | "back"): void {
    if (change === "left") stop();
    else if (change === "back") start();
    else if (change === "online") {
      if (ports.isOnline() === isOnline) return;
      isOnline = ports.isOnline();
      if (!isOnline) stream.close();
      if (isAsking()) refresh();
    } else if (ports.isVisible()) {
      hidden.stop();
      group.update();
      if (group.isLeader()) refresh();
      else greet();
    } else {
      stopWaiting();
      group.update();
      if (group.isLeader()) hidden.start(hiddenStreamMs, stream.close);
      poller.plan();
    }
    options.onChange();
  }

  function start(): void {
    if (isStarted) return;
    isStarted = true;
    group.join();
    greet();
  }

  function stop(): void {
    isStarted = false;
    group.leave();
    stream.close();
    poller.stop();
    stopWaiting();
    ping.stop();
    hidden.stop();
    leader = undefined;
  }

  return {
    start() {
      start();
      stopListening();
      stopListening = ports.onChange(onBrowserChange);
    },
    stop() {
      stop();
      stopListening();
      stopListening = () => {};
    },
    isAsking,
    mayPoll: () => canConnect() && isAsking() && ports.isVisible(),
    share() {
      if (!group.isLeader() || !group.isShared()) return;
      const status = options.status();
      if (status && status !== shared.status) {
        shared.place += 1;
        if (shared.status) {
          group.post({ kind: "change", place: shared.place, change: changeBetween(shared.status, status) });
          shared.status = status;
        } else sendState();
      }
      const now = JSON.stringify(health());
      if (now !== shared.health) sendPing();
      shared.health = now;
    },
    health,
    askLeader(taskId) {
      group.post({ kind: "ask", taskId });
      if (!answer.isRunning()) answer.start(noAnswerMs, beLonely);
    },
    follow(ids) {
      const text = ids.join();
      if (isAsking() || text === followedIds) return;
      followedIds = text;
      group.post({ kind: "follow", ids });
    },
    renewStream: stream.renew,
    updatePaused() {
      if (options.isPaused()) {
        stream.close();
        stopWaiting();
        poller.plan();
      }
      group.update();
      if (options.isPaused()) return;
      if (group.isLeader()) refresh();
      else greet();
    },
    end({ isSignOut, isRemote }) {
      stream.close();
      poller.end();
      if (!isRemote) group.post({ kind: "ended", isSignOut });
      group.update();
    },
  };
}
