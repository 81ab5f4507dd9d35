import type { PrismaClientLike } from "@package/queue";
import { ChangeListener, ownerKey, type QueueStatusRows, readQueueStatus } from "@package/queue/monitor";

/** One listener for all users of a process. Without PgBouncer, this is the URL of your database. */
export const openChanges = (connectionString: string) => new ChangeListener({ connectionString });

/** Calls `show` with the status of a user's tasks: now, after each change, and every 10 seconds. Returns a function that stops it. */
export function followTasks(
  db: PrismaClientLike,
  changes: ChangeListener,
  userId: string,
  show: (status: QueueStatusRows) => void,
): () => void {
  let isReading = false;
  let isStale = false;
  const read = async () => {
    isStale = true;
    if (isReading) return;
    isReading = true;
    while (isStale) {
      isStale = false; // a change during the read needs another one
      show(await readQueueStatus(db, { ownerId: userId }));
    }
    isReading = false;
  };
  const refresh = () =>
    void read().catch(() => {
      isReading = false; // the next change or the timer reads again
    });
  const key = ownerKey(userId);
  const stopListening = changes.listen((change) => {
    if (change === "missed" || change.owners.has(key)) refresh();
  });
  const timer = setInterval(refresh, 10_000);
  refresh();
  return () => {
    stopListening();
    clearInterval(timer);
  };
}
