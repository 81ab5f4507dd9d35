import { changeBetween } from "../monitor/statusChange.ts";
import type { QueueStatusView } from "../monitor/taskSummary.ts";
import { createTimer } from "../monitor/timers.ts";
import type { TabHealth, TabMessage } from "./tabMessages.ts";

export interface StatusSharingOptions {
  post: (message: TabMessage) => void;
  /** The server's last state. */
  status: () => QueueStatusView | null;
  health: () => TabHealth;
}

/** Tells the other tabs what the leading one knows. */
export interface StatusSharing {
  /** Sends the health now, and every 10 s from then on. */
  sendPing(): void;
  /** Sends everything, to a tab that has missed something. */
  sendState(): void;
  /** Sends what has changed since the last message. */
  share(): void;
  stop(): void;
}

const pingMs = 10_000;

export function createStatusSharing({ post, status, health }: StatusSharingOptions): StatusSharing {
  const ping = createTimer();
  let place = 0;
  let sent: QueueStatusView | null = null;
  let sentHealth = "";

  function sendPing(): void {
    post({ kind: "ping", place, health: health() });
    ping.start(pingMs, sendPing);
  }

  function sendState(): void {
    sent = status();
    post({ kind: "state", place, status: sent, health: health() });
  }

  return {
    sendPing,
    sendState,
    share() {
      const next = status();
      if (next && next !== sent) {
        place += 1;
        if (sent) {
          post({ kind: "change", place, change: changeBetween(sent, next) });
          sent = next;
        } else sendState();
      }
      const now = JSON.stringify(health());
      if (now !== sentHealth) sendPing();
      sentHealth = now;
    },
    stop: ping.stop,
  };
}
