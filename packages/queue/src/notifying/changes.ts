import { createHash } from "node:crypto";
import type { Database, Statement } from "../database/database.ts";

/**
 * The channel of notifications that tasks of some owners have changed. A payload is the keys of these owners, separated by spaces,
 * or {@link anyOwner}. Do not change the name of the channel, the payload or {@link ownerKey}, because processes of older versions use
 * them during a deployment.
 */
export const changeChannel = "queue_changes";

/** The payload if the keys do not fit: tasks of any owner may have changed. */
export const anyOwner = "*";

/** PostgreSQL refuses a longer payload. */
const maxPayloadBytes = 7_999;
const keyLength = 12;

/**
 * Returns what a notification names instead of an owner's id: 12 characters, the same in every process. An id can be long, can contain
 * spaces, and is visible to all who may listen on the database.
 */
export function ownerKey(ownerId: string): string {
  return createHash("sha256").update(ownerId).digest("base64url").slice(0, keyLength);
}

export function formatChanges(ownerIds: ReadonlySet<string>): string {
  if (ownerIds.size * (keyLength + 1) - 1 > maxPayloadBytes) return anyOwner;
  return [...ownerIds].map(ownerKey).join(" ");
}

/** Returns the keys of the owners; undefined if any owner's tasks may have changed. */
export function readChanges(payload: string): ReadonlySet<string> | undefined {
  return payload === anyOwner ? undefined : new Set(payload.split(" ").filter((key) => key !== ""));
}

const statement: Statement = {
  name: "notifyOfChanges",
  // A notification that is lost in a crash of PostgreSQL has no listener left, so this commit does not wait for the disk.
  text: `SELECT pg_notify('${changeChannel}', $1::text)::text AS sent FROM (SELECT set_config('synchronous_commit', 'off', true)) s`,
  keepsPlan: "always",
};

/** Sends a notification of changes to every process that listens. */
export async function notifyOfChanges(database: Database, payload: string): Promise<void> {
  await database.query(statement, [payload]);
}
