import type { Database, Statement } from "../database/database.ts";

/** The channel of all hints. A hint makes something faster; nothing depends on its arrival. */
export const hintChannel = "queue_hint";

/** `ready`: tasks were added. `cancel:<id>`: a running task was asked to stop. */
export type Hint = "ready" | `cancel:${string}`;

const statement: Statement = { name: "notify", text: `SELECT pg_notify('${hintChannel}', $1::text)::text AS sent` };

/** Sends a hint to every process that listens; in a transaction, when it commits. */
export async function notify(database: Database, hint: Hint): Promise<void> {
  await database.query(statement, [hint]);
}
