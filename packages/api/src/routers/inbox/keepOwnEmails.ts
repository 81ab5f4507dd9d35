import type { PrismaClient } from "@package/db";
import type { EmailSummary } from "../../emailInbox.ts";
import type { Scope } from "../../scope.ts";

/** Those emails whose task belongs to the scope. */
export async function keepOwnEmails<TEmail extends EmailSummary>(
  db: PrismaClient,
  scope: Scope,
  emails: readonly TEmail[],
): Promise<TEmail[]> {
  const taskIds = [...new Set(emails.map((email) => email.taskId))];
  const own = await db.queueTask.findMany({
    where: { id: { in: taskIds }, ownerId: scope.ownerId },
    select: { id: true },
  });
  const ownIds = new Set(own.map((task) => task.id));
  return emails.filter((email) => ownIds.has(email.taskId));
}
