import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { z } from "zod";

const workers = defineWorkers({
  WEEKLY_SUMMARY: defineWorker({
    input: z.object({ email: z.email() }),
    run: ({ email }, context) => context.log("info", "Summary sent", { email }),
  }),
});

export const queue = new QueueService(db, { workers });

interface NewUser {
  id: string;
  name: string;
  email: string;
  timeZone: string;
}

/** Creates a user and the user's weekly summary: both exist when this resolves, and neither if it throws. */
export function signUp({ timeZone, ...user }: NewUser) {
  return db.$transaction(async (tx) => {
    const { id, email } = await tx.user.create({ data: user });
    return queue.schedules.upsert(
      {
        name: `summary:${id}`,
        type: "WEEKLY_SUMMARY",
        data: { email },
        cron: "0 8 * * MON",
        timeZone,
        splayMs: 900_000, // so that not all summaries of a time zone are sent at the same moment
        ownerId: id, // the user sees the tasks
      },
      { tx, actor: id },
    );
  });
}

/** Deletes a user and the user's weekly summary. */
export function deleteUser(id: string) {
  return db.$transaction(async (tx) => {
    await tx.user.delete({ where: { id } });
    await queue.schedules.delete(`summary:${id}`, { tx, actor: id, reason: "The account was closed" });
  });
}
