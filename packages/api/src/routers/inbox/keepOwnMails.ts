import type { PrismaClient } from "@package/db";
import type { MailSummary } from "../../mailInbox.ts";
import type { Scope } from "../../scope.ts";

/** Those mails whose task belongs to the scope. */
export async function keepOwnMails<TMail extends MailSummary>(
  db: PrismaClient,
  scope: Scope,
  mails: readonly TMail[],
): Promise<TMail[]> {
  const taskIds = [...new Set(mails.map((mail) => mail.taskId))];
  const own = await db.queueTask.findMany({
    where: { id: { in: taskIds }, ownerId: scope.ownerId },
    select: { id: true },
  });
  const ownIds = new Set(own.map((task) => task.id));
  return mails.filter((mail) => ownIds.has(mail.taskId));
}
