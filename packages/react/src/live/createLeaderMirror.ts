import { applyStatusChange } from "../monitor/statusChange.ts";
import type { QueueStatusView } from "../monitor/taskSummary.ts";
import type { LeaderMessage, TabHealth } from "./tabMessages.ts";

/** What this tab has heard from the leading one. */
export interface LeaderMirror {
  /**
   * Takes a message over. Returns the state that it leads to, `missed` if a message before it is missing, or undefined if the state is
   * as before.
   */
  receive(message: LeaderMessage, from: string): QueueStatusView | "missed" | undefined;
  /** Returns how the requests of the leading tab go; undefined before its first message. */
  health(): TabHealth | undefined;
}

export function createLeaderMirror(): LeaderMirror {
  let leader: { id: string; place: number; status: QueueStatusView | null; health: TabHealth } | undefined;

  function receive(message: LeaderMessage, from: string): QueueStatusView | "missed" | undefined {
    const { kind, place } = message;
    if (kind === "state") {
      leader = { id: from, place, status: message.status, health: message.health };
      return message.status ?? undefined;
    }
    if (kind === "ping") leader = { id: from, place: -1, status: null, ...leader, health: message.health };
    const expected = kind === "ping" ? leader?.place : (leader?.place ?? -1) + 1;
    if (!leader || leader.id !== from || place !== expected) {
      // Something was missed, or another tab leads now.
      if (leader) leader.id = from;
      return place > 0 ? "missed" : undefined;
    }
    if (kind === "ping") return undefined;
    leader = { ...leader, place, status: applyStatusChange(leader.status, message.change) };
    return leader.status ?? undefined;
  }

  return { receive, health: () => leader?.health };
}
