import { db } from "@package/db";
import { QueueService } from "@package/queue";

export const queue = new QueueService(db);

interface NewUser {
  id: string;
  name: string;
  email: string;
}

/** Creates a user and the welcome mail's task together: both exist when this resolves, and neither when it throws. */
export async function signUp(user: NewUser) {
  return db.$transaction(async (tx) => {
    const created = await tx.user.create({ data: user });
    const mail = await queue.addToQueue(
      "EMAIL_SEND",
      { to: created.email, template: "welcome", variables: { name: created.name } },
      { tx, reference: { id: created.id, type: "User" }, uniqueKey: `welcome:${created.id}` },
    );
    return { user: created, mailTaskId: mail.id };
  });
}

/** Adds one mail per user, all or none. */
export async function inviteAll(users: readonly NewUser[]) {
  return db.$transaction((tx) =>
    queue.addManyToQueue(
      users.map((user) => ({
        type: "EMAIL_SEND",
        data: { to: user.email, template: "message", variables: { text: `${user.name}, come and see.` } },
        ownerId: user.id,
      })),
      { tx },
    ),
  );
}
