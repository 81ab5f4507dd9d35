import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { runTransaction } from "./runTransaction.ts";

/** The columns that reference a task, named after what happens when the task is deleted. */
export const referenceColumns = ["cascade", "setNull", "restrict"] as const;

const install = `CREATE TABLE chaos_reference (
  id bigserial PRIMARY KEY,
  "cascade" text REFERENCES "QueueTask" (id) ON DELETE CASCADE,
  "setNull" text REFERENCES "QueueTask" (id) ON DELETE SET NULL,
  "restrict" text REFERENCES "QueueTask" (id) ON DELETE RESTRICT
)`;

/** Creates the application's table that references tasks. */
export async function installReferences(client: pg.Client | pg.ClientBase): Promise<void> {
  await client.query(install);
}

/** Inserts a row that references a task. */
export async function insertReference(
  client: pg.Client,
  column: (typeof referenceColumns)[number],
  taskId: string,
): Promise<void> {
  await client.query(`INSERT INTO chaos_reference ("${column}") VALUES ($1)`, [taskId]);
}

/** Writes an invoice for a task: a row that references it, in a transaction that stays open for `holdMs`. */
export async function writeInvoice(url: string, taskId: string, holdMs: number): Promise<void> {
  await runTransaction(url, async (client) => {
    await insertReference(client, "restrict", taskId);
    await sleep(holdMs);
  });
}
