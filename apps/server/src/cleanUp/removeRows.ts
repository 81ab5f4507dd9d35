import type { CleanUp } from "./CleanUp.ts";

const sessionBatch = 1_000;

/** Removes expired sessions and verifications. The sign-in removes only those that are used again. */
export async function removeExpiredSessions({ db, isStopping }: CleanUp): Promise<void> {
  const expired = { where: { expiresAt: { lt: new Date() } }, limit: sessionBatch };
  while (!isStopping() && (await db.session.deleteMany(expired)).count === sessionBatch);
  while (!isStopping() && (await db.verification.deleteMany(expired)).count === sessionBatch);
}

const errorBatch = 5_000;

/** Removes the refused rows of imports whose tasks no longer exist. Imported contacts stay. */
export async function removeImportErrors({ db, isStopping }: CleanUp): Promise<void> {
  const removeSome = () => db.$executeRaw`DELETE FROM "ContactImportError" WHERE id IN (
    SELECT e.id FROM "ContactImportError" e
    WHERE NOT EXISTS (SELECT FROM "QueueTask" t WHERE t.id = e."importId") LIMIT ${errorBatch})`;
  while (!isStopping() && (await removeSome()) === errorBatch);
}
