import { db } from "@package/db";
import { defineWorker, defineWorkers, QueueService } from "@package/queue";
import { z } from "zod";

const workers = defineWorkers({
  SEND_WELCOME: defineWorker({
    input: z.object({ email: z.email(), name: z.string() }),
    run: ({ email }, context) => context.log("info", "Welcome email sent", { email }),
  }),
});

export const queue = new QueueService(db, { workers });

interface NewUser {
  id: string;
  name: string;
  email: string;
}

/** Creates a user and a task in one transaction: both exist when this resolves, and neither if it throws. */
export function signUp(user: NewUser) {
  return db.$transaction(async (tx) => {
    const created = await tx.user.create({ data: user });
    const task = await queue.addToQueue(
      "SEND_WELCOME",
      { email: created.email, name: created.name },
      { tx, reference: { id: created.id, type: "User" } },
    );
    return { user: created, taskId: task.id };
  });
}

/** Adds one task per user: all of them, or none. */
export function welcomeAll(users: readonly NewUser[]) {
  return queue.addManyToQueue(
    users.map(({ id, email, name }) => ({ type: "SEND_WELCOME", data: { email, name }, ownerId: id })),
  );
}
