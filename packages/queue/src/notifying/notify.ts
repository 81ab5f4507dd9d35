import type { Database, Statement } from "../database/database.ts";

/** The channel of all notifications. A notification makes something faster; nothing depends on its arrival. */
export const notificationChannel = "queue_hint";

/**
 * `ready`: tasks were added. `ready:<id>:<type>`: this one was. `freed`: tasks can be claimed that were there before.
 * `cancel:<id>`: a running task was asked to stop. `later:<ms>:<type> …`: tasks of these types come due after so many
 * milliseconds. `due:<type>`: some have come due, as a process tells itself.
 */
export type Notification =
  | "ready"
  | "freed"
  | `ready:${string}:${string}`
  | `cancel:${string}`
  | `later:${string}`
  | `due:${string}`;

/** A task that was added and is due. */
export interface ReadyTask {
  id: string;
  type: string;
}

export function sayReady({ id, type }: ReadyTask): Notification {
  return `ready:${id}:${type}`;
}

/** The task that a notification is about, if it is about one that is ready. */
export function readReadyTask(notification: string): ReadyTask | undefined {
  const [, id, type] = /^ready:([^:]+):(.+)$/s.exec(notification) ?? [];
  return id === undefined || type === undefined ? undefined : { id, type };
}

/** Tasks that come due. */
export interface LaterTask {
  type: string;
  delayMs: number;
}

/** No type has a space in it. */
export function sayLater(tasks: readonly LaterTask[]): Notification {
  return `later:${tasks.map(({ type, delayMs }) => `${delayMs}:${type}`).join(" ")}`;
}

/** What a notification says of tasks that come due; a process of an older version ignores it, and polls. */
export function readLaterTasks(notification: string): LaterTask[] {
  if (!notification.startsWith("later:")) return [];
  const found = notification.slice("later:".length).matchAll(/(\d{1,9}):(\S+)/g);
  return [...found].map(([, delayMs, type]) => ({ type: type as string, delayMs: Number(delayMs) }));
}

export function sayDue(type: string): Notification {
  return `due:${type}`;
}

/** The type of which tasks have come due, if a notification says so. */
export function readDueType(notification: string): string | undefined {
  return notification.startsWith("due:") ? notification.slice("due:".length) : undefined;
}

const statement: Statement = {
  name: "notify",
  text: `SELECT pg_notify('${notificationChannel}', $1::text)::text AS sent`,
  keepsPlan: "always",
};

/** Sends a notification to every process that listens; in a transaction, when it commits. */
export async function notify(database: Database, notification: Notification): Promise<void> {
  await database.query(statement, [notification]);
}
