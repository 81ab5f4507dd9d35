import type { QueueService, QueueTask, TaskFilter } from "@package/queue";

type Queue = Pick<QueueService, "listTasks" | "retryTasks" | "cancelTasks">;

/** Yields all tasks that match a filter, newest first. A page may be empty although another one follows. */
export async function* eachTask(queue: Queue, filter: TaskFilter): AsyncGenerator<QueueTask> {
  let cursor: string | null | undefined;
  do {
    const { items, nextCursor } = await queue.listTasks(filter, { limit: 100, cursor: cursor ?? undefined });
    yield* items;
    cursor = nextCursor;
  } while (cursor !== null);
}

/** After an outage of the last hour: retries the emails that failed permanently in the meantime. */
export async function retryEmails(queue: Queue, outageBeganAt: Date) {
  const { matched, changed, skipped } = await queue.retryTasks({
    type: "EMAIL_SEND",
    status: "MAX_RETRIES_REACHED",
    addedAfter: outageBeganAt,
  });
  return `${changed} of ${matched} emails are sent again; ${skipped.keyTaken} have a newer task, ${skipped.busy} were busy.`;
}

/** A user closes the account: cancels everything that is still to be done for this user. */
export function cancelAllOf(queue: Queue, userId: string) {
  return queue.cancelTasks({ ownerId: userId });
}
