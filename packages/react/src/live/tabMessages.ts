import type { QueueStatusChange, QueueStatusView } from "../monitor/taskSummary.ts";

/** How the requests of the leading tab go. */
export interface TabHealth {
  isLive: boolean;
  errorMessage: string | null;
  failedPolls: number;
  staleSinceMs: number | null;
}

/** What the leading tab tells about the user's tasks. `place` numbers the states: each change follows the one before. */
export type LeaderMessage =
  | { kind: "state"; place: number; status: QueueStatusView | null; health: TabHealth }
  | { kind: "change"; place: number; change: QueueStatusChange }
  | { kind: "ping"; place: number; health: TabHealth };

/** What tabs of one user tell one another. */
export type TabMessage =
  // From any tab
  | { kind: "hello" }
  | { kind: "follow"; ids: readonly string[] }
  | { kind: "ask"; taskId: string | undefined }
  | { kind: "visible" }
  | { kind: "bye" }
  | { kind: "ended"; isSignOut: boolean }
  // From the leading tab
  | { kind: "hidden" }
  | LeaderMessage;

/** Raised when a message changes its shape: tabs with another version of the page are not understood. */
const version = 1;

export interface Envelope {
  version: number;
  userId: string;
  /** The tab that sent it. */
  from: string;
  message: TabMessage;
}

export function toEnvelope(userId: string, from: string, message: TabMessage): Envelope {
  return { version, userId, from, message };
}

/** Returns a message of the same version about the same user; undefined for anything else. */
export function readEnvelope(value: unknown, userId: string): Envelope | undefined {
  const envelope = value as Partial<Envelope> | null;
  if (typeof envelope !== "object" || envelope?.version !== version || envelope.userId !== userId) return undefined;
  return typeof envelope.from === "string" && typeof envelope.message?.kind === "string"
    ? (envelope as Envelope)
    : undefined;
}
