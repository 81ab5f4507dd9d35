import type { CleanUp } from "./CleanUp.ts";

const batch = 5_000;

/** Removes what imports refused, once their tasks are gone. What they imported stays. */
export async function removeImportErrors({ db, isStopping }: CleanUp): Promise<void> {
  const removeSome = () => db.$executeRaw`DELETE FROM "ContactImportError" WHERE id IN (
    SELECT e.id FROM "ContactImportError" e
    WHERE NOT EXISTS (SELECT FROM "QueueTask" t WHERE t.id = e."importId") LIMIT ${batch})`;
  while (!isStopping() && (await removeSome()) === batch);
}
