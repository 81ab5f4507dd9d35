import { readSchemaVersion, schemaVersion } from "../domain/schemaVersion.ts";
import type { SchemaMarks } from "./readSchemaMarks.ts";

/** Returns what is wrong with the queue's tables and what to do; null if this version of the library can use them as they are. */
export function explainSchema({ hasTable, comment, hasClaimIndex }: SchemaMarks): string | null {
  if (!hasTable) return "The database has no table QueueTask. Apply the migrations of the queue first.";
  if (!hasClaimIndex)
    return 'The index QueueTask_claim_idx is missing, so each claim reads the whole table. The SQL that Prisma cannot express was not applied: run "npx --no-install queue init" and apply the migration that it writes. "npx --no-install queue doctor" lists everything that is missing.';
  const version = readSchemaVersion(comment);
  if (version !== undefined && version >= schemaVersion) return null;
  const found = version === undefined ? `no version, as before version 3` : `version ${version}`;
  return `The queue's tables have ${found}, and this version of the library uses version ${schemaVersion}. Run "npx --no-install queue init --upgrade" and apply the migration that it writes. "npx --no-install queue doctor" lists what is missing.`;
}
