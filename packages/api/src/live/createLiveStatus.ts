import { describeError, type PrismaClientLike } from "@package/queue";
import { ChangeListener, StatusReader } from "@package/queue/monitor";
import { toStatusView } from "../toStatusView.ts";
import { LiveStatus } from "./LiveStatus.ts";

export interface LiveStatusOptions {
  /** Your Prisma client. */
  db: PrismaClientLike;
  /**
   * Where to listen for notifications and to read: PostgreSQL itself or a session pooler, not a transaction pooler. It needs two
   * connections while there are streams, and up to two more while reads take longer than 2 seconds. Without it `db` reads, and without notifications users with active tasks are read once per
   * second, and others every 10 seconds.
   */
  connectionString?: string | undefined;
  /** Streams of this process at the same time. Default 200. */
  maxStreams?: number | undefined;
  /** Streams of one user at the same time. Another one ends the oldest, whose page polls. Default 5. */
  maxStreamsPerUser?: number | undefined;
  /** Receives the first of a row of failed reads. They are retried. Default: writes a line to standard error. */
  onError?: ((error: unknown) => void) | undefined;
}

/**
 * Creates what `queue.onStatus` needs: pass it in the context of your procedures. One per process is enough. It connects with the first
 * stream and disconnects after the last. Call `close()` before your HTTP server stops.
 */
export function createLiveStatus(options: LiveStatusOptions): LiveStatus {
  const { db, connectionString, maxStreams = 200, maxStreamsPerUser = 5, onError = logError } = options;
  const reader = new StatusReader({ db, connectionString });
  return new LiveStatus({
    read: async (scope, ids) => toStatusView(await reader.read(scope, ids), scope, ids),
    closeReader: () => reader.close(),
    openListener: connectionString === undefined ? undefined : () => new ChangeListener({ connectionString }),
    maxStreams,
    maxStreamsPerUser,
    onError,
  });
}

function logError(error: unknown): void {
  console.error(`[queue] Failed to read the status of a user: ${describeError(error).summary}. Will retry.`);
}
