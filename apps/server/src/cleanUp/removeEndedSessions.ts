import type { CleanUp } from "./CleanUp.ts";

const batch = 1_000;

/** Removes sessions and verifications that are over: the sign-in removes only those that somebody comes back with. */
export async function removeEndedSessions({ db, isStopping }: CleanUp): Promise<void> {
  const ended = { where: { expiresAt: { lt: new Date() } }, limit: batch };
  while (!isStopping() && (await db.session.deleteMany(ended)).count === batch);
  while (!isStopping() && (await db.verification.deleteMany(ended)).count === batch);
}
