import type { Database, Statement } from "../database/database.ts";

/** The channel of all hints. A hint makes something faster; nothing depends on its arrival. */
export const hintChannel = "queue_hint";

/**
 * `ready`: tasks were added. `ready:<id>:<type>`: this one was. `freed`: tasks can be claimed that were there before.
 * `cancel:<id>`: a running task was asked to stop.
 */
export type Hint = "ready" | "freed" | `ready:${string}:${string}` | `cancel:${string}`;

/** A task that was added and is due. */
export interface ReadyTask {
  id: string;
  type: string;
}

export function sayReady({ id, type }: ReadyTask): Hint {
  return `ready:${id}:${type}`;
}

/** The task that a hint is about, if it is about one that is ready. */
export function readReadyTask(hint: string): ReadyTask | undefined {
  const [, id, type] = /^ready:([^:]+):(.+)$/s.exec(hint) ?? [];
  return id === undefined || type === undefined ? undefined : { id, type };
}

const statement: Statement = {
  name: "notify",
  text: `SELECT pg_notify('${hintChannel}', $1::text)::text AS sent`,
  keepsPlan: "always",
};

/** Sends a hint to every process that listens; in a transaction, when it commits. */
export async function notify(database: Database, hint: Hint): Promise<void> {
  await database.query(statement, [hint]);
}
