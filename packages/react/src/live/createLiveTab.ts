import type { Poller } from "../monitor/createPoller.ts";
import type { QueueStatusView } from "../monitor/taskSummary.ts";
import { createTimer } from "../monitor/timers.ts";
import type { BrowserPorts } from "./browserPorts.ts";
import { createLeaderMirror } from "./createLeaderMirror.ts";
import { createStatusSharing } from "./createStatusSharing.ts";
import { createStream, type SubscribeToStatus } from "./createStream.ts";
import { createTabGroup } from "./createTabGroup.ts";
import type { LeaderMessage, TabHealth, TabMessage } from "./tabMessages.ts";

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
/** The leading tab speaks every 10 s. A browser may have frozen it, with its lock and its timers. */
const silenceMs = 15_000;
const noAnswerMs = 500;

export function createLiveTab(options: LiveTabOptions): LiveTab {
  const { ports, userId, poller } = options;
  const hidden = createTimer();
  const silence = createTimer();
  const answer = createTimer();
  let isStarted = false;
  let isOnline = ports.isOnline();
  /** No tab leads that answers, so this one asks for itself, until one does. */
  let isLonely = false;
  let followedIds = "";
  let stopListening = () => {};

  // Without a session this tab cannot ask for the others, for example for one that is opened after the next sign-in.
  const isPaused = () => options.isPaused() || options.isEnded();
  const group = createTabGroup({ ports, userId, isPaused, onLead, onFollow, onMessage });
  let mirror = createLeaderMirror();
  const newSharing = () => createStatusSharing({ post: group.post, status: options.status, health });
  let sharing = newSharing();
  const isAsking = () => group.isLeader() || isLonely;
  const canConnect = () => isStarted && ports.isOnline() && !options.isPaused() && !options.isEnded();

  const stream = createStream({
    subscribe: options.subscribe,
    takeIds: options.takeIds,
    isAllowed: () => canConnect() && isAsking() && (ports.isVisible() || hidden.isRunning()),
    onStatus: (status) => options.onStatus(status, "stream"),
    onLiveChange: options.onChange,
    onSignedOut: () => options.onEnded({ isSignOut: false, isRemote: false }),
  });

  function onLead(): void {
    stopWaiting();
    mirror = createLeaderMirror();
    sharing = newSharing();
    refresh();
    if (group.isShared()) sharing.sendPing();
    options.onChange();
  }

  function onFollow(): void {
    stream.close();
    sharing.stop();
    hidden.stop();
    poller.plan();
    options.onChange();
  }

  function refresh(): void {
    stream.open();
    if (canConnect()) poller.askWhenAllowed();
    else poller.plan();
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
    refresh();
    options.onChange();
  }

  function stopWaiting(): void {
    isLonely = false;
    answer.stop();
    silence.stop();
    if (!group.isLeader()) stream.close();
  }

  function onMessage(message: TabMessage, from: string): void {
    const isLeader = group.isLeader();
    if (message.kind === "ended") options.onEnded({ isSignOut: message.isSignOut, isRemote: true });
    else if (message.kind === "bye") options.onIdsOfTab(from, []);
    else if ("place" in message) {
      if (!isLeader && !options.isPaused()) onLeaderMessage(message, from);
    } else if (isLeader && message.kind === "hello") sharing.sendState();
    else if (isLeader && message.kind === "follow") options.onIdsOfTab(from, message.ids);
    else if (isLeader && message.kind === "ask") {
      sharing.sendPing();
      options.onAsk(message.taskId);
    }
  }

  function onLeaderMessage(message: LeaderMessage, from: string): void {
    // A hidden tab that was frozen has missed that this one is visible: it hands over now.
    if (isLonely) group.update();
    stopWaiting();
    poller.plan();
    if (ports.isVisible()) silence.start(silenceMs, beLonely);
    const news = mirror.receive(message, from);
    if (news === "missed") group.post({ kind: "hello" });
    else if (news) options.onStatus(news, "tab");
    options.onChange();
  }

  function health(): TabHealth {
    const { error, ...rest } = poller.health();
    const own = { isLive: stream.isLive(), errorMessage: error?.message ?? null, ...rest };
    return (!isAsking() && mirror.health()) || own;
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
    sharing.stop();
    hidden.stop();
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
      if (group.isLeader() && group.isShared()) sharing.share();
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
