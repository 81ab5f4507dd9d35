import type { Database, Statement } from "../database/database.ts";

/**
 * The channel of all notifications. They only make processes react sooner: polls and heartbeats find the same changes later. Do not
 * change the name of the channel or the payloads, because processes of older versions use them during a deployment.
 */
export const notificationChannel = "queue_hint";

/**
 * - `ready`: tasks were added. `ready:<id>:<type>`: this task was added.
 * - `freed`: tasks became claimable that were added before.
 * - `cancel:<id>`: a running task was cancelled.
 * - `later:<ms>:<type> …`: tasks of these types become due after these milliseconds.
 * - `schedules`: a schedule was changed, and may be due sooner.
 * - `due:<type>`: tasks of this type have become due. Only within a process.
 */
export type Notification =
  | "ready"
  | "freed"
  | "schedules"
  | `ready:${string}:${string}`
  | `cancel:${string}`
  | `later:${string}`
  | `due:${string}`;

/** A task that was added and is due. */
export interface ReadyTask {
  id: string;
  type: string;
}

export function formatReady({ id, type }: ReadyTask): Notification {
  return `ready:${id}:${type}`;
}

/** The task that a `ready` notification names; undefined for others. */
export function readReadyTask(notification: string): ReadyTask | undefined {
  const [, id, type] = /^ready:([^:]+):(.+)$/s.exec(notification) ?? [];
  return id === undefined || type === undefined ? undefined : { id, type };
}

/** A task that comes due. */
export interface LaterTask {
  type: string;
  delayMs: number;
}

/** Types contain no spaces, so a space separates the tasks. */
export function formatLater(tasks: readonly LaterTask[]): Notification {
  return `later:${tasks.map(({ type, delayMs }) => `${delayMs}:${type}`).join(" ")}`;
}

/** The tasks that a `later` notification lists; none for others. */
export function readLaterTasks(notification: string): LaterTask[] {
  if (!notification.startsWith("later:")) return [];
  const found = notification.slice("later:".length).matchAll(/(\d{1,9}):(\S+)/g);
  return [...found].map(([, delayMs, type]) => ({ type: type as string, delayMs: Number(delayMs) }));
}

export function formatDue(type: string): Notification {
  return `due:${type}`;
}

/** The type that a `due` notification names; undefined for others. */
export function readDueType(notification: string): string | undefined {
  return notification.startsWith("due:") ? notification.slice("due:".length) : undefined;
}

const statement: Statement = {
  name: "notify",
  text: `SELECT pg_notify('${notificationChannel}', $1::text)::text AS sent`,
  keepsPlan: "always",
};

/** Sends a notification to every process that listens; within a transaction, on commit. */
export async function notify(database: Database, notification: Notification): Promise<void> {
  await database.query(statement, [notification]);
}
