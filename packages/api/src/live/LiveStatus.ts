import type { Scope } from "@package/queue/monitor";
import { TooManyRequestsError } from "../TooManyRequestsError.ts";
import type { QueueStatusChange, QueueStatusView } from "../wire.ts";
import { ChangeFeed, type ChangeFeedOptions } from "./ChangeFeed.ts";
import { LiveClosedError, SessionEndedError } from "./liveErrors.ts";
import { PacedReader } from "./PacedReader.ts";
import { StatusStream } from "./StatusStream.ts";
import { WatchedUser } from "./WatchedUser.ts";

const sessionCheckMs = 60_000;
const retryAfterSeconds = 30;
const maxTurnMs = 20_000;
/** The longest delay of a timer. A later time is looked at again. */
const maxTimerMs = 3_600_000;

export interface WatchOptions {
  /** Tasks to tell about even if no list has them, at most 100. */
  ids?: readonly string[] | undefined;
  /** Ends the stream when it aborts. */
  signal?: AbortSignal | undefined;
  /** Says whether the session of the client still exists; asked every 60 seconds. Default: it does. */
  isSessionValid?: (() => Promise<boolean>) | undefined;
}

export interface RecallOptions {
  /** Tasks to tell about even if no list has them. */
  ids?: readonly string[] | undefined;
  maxAgeMs: number;
}

export interface LiveStatusParts extends Pick<ChangeFeedOptions, "openListener"> {
  /** Reads the state of a user's tasks. `scope` is the same object for as long as the user has a stream. */
  read: (scope: Scope, ids: readonly string[]) => Promise<QueueStatusView>;
  closeReader?: (() => Promise<void>) | undefined;
  maxStreams: number;
  maxStreamsPerUser: number;
  onError: (error: unknown) => void;
}

/**
 * Sends users the changes of their tasks. One connection receives the notifications of all processes, and one read at a time finds out
 * what has changed. Without streams there are no reads and no connection.
 */
export class LiveStatus {
  readonly #parts: LiveStatusParts;
  readonly #users = new Map<string, WatchedUser>();
  readonly #reader: PacedReader<WatchedUser>;
  readonly #feed: ChangeFeed;
  #dueTimer: NodeJS.Timeout | undefined;
  #streamCount = 0;
  #isClosed = false;

  constructor(parts: LiveStatusParts) {
    this.#parts = parts;
    this.#reader = new PacedReader((user) => this.#read(user), parts.onError);
    this.#feed = new ChangeFeed({
      openListener: parts.openListener,
      onChange: (keys) => this.#mark((user) => keys.has(user.key)),
      onUnknown: (users) => this.#mark((user) => users === "all" || user.isActive),
    });
  }

  /** Number of open streams. */
  get streamCount(): number {
    return this.#streamCount;
  }

  /**
   * Returns the changes of a user's tasks. The first one contains everything. Apply them in order, with `applyStatusChange` of
   * `@package/react`. The stream ends when its reader returns or `signal` aborts.
   * @throws TooManyRequestsError if the process has too many streams; from the oldest stream of a user who has too many
   * @throws SessionEndedError from the stream, when the session has ended
   * @throws LiveClosedError also from the stream, when the server stops
   */
  watch({ ownerId }: Scope, options: WatchOptions = {}): AsyncIterableIterator<QueueStatusChange> {
    if (this.#isClosed) throw new LiveClosedError();
    const user = this.#users.get(ownerId) ?? new WatchedUser(ownerId);
    const { maxStreams, maxStreamsPerUser } = this.#parts;
    const isReplacing = user.streams.size >= maxStreamsPerUser;
    if (this.#streamCount >= maxStreams && !isReplacing)
      throw new TooManyRequestsError("live connections", retryAfterSeconds);
    const { ids = [], signal, isSessionValid } = options;
    const leave = () => stream.end();
    const stream = new StatusStream(ids, () => {
      signal?.removeEventListener("abort", leave);
      clearInterval(sessionTimer);
      this.#remove(user, stream);
    });
    const sessionTimer = isSessionValid && setInterval(() => void checkSession(stream, isSessionValid), sessionCheckMs);
    this.#add(user, stream);
    // The page that the user has opened last is live. The oldest stream is often one whose client is out of reach, which a
    // connection tells after many minutes.
    const [oldest] = user.streams;
    if (isReplacing) oldest?.end(new TooManyRequestsError("live connections", retryAfterSeconds));
    if (signal?.aborted) stream.end();
    else signal?.addEventListener("abort", leave);
    return stream;
  }

  /**
   * Returns the state that was read last for the streams of a user, without a statement; null if there is none in this process, if it
   * is older than `maxAgeMs`, or if it does not tell about all `ids`. While the user waits for the next read, among many users with
   * changes, the state may be up to 20 s old: a read besides would only delay the others.
   */
  recall({ ownerId }: Scope, { ids = [], maxAgeMs }: RecallOptions): QueueStatusView | null {
    const user = this.#users.get(ownerId);
    if (!user) return null;
    return user.recall(ids, this.#reader.isWaiting(user) ? Math.max(maxAgeMs, maxTurnMs) : maxAgeMs);
  }

  /** Ends all streams with LiveClosedError, so that clients connect to another process, and refuses new ones. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const error = new LiveClosedError();
    for (const { streams } of this.#users.values()) for (const stream of streams) stream.end(error);
    this.#reader.close();
    await Promise.all([this.#feed.close(), this.#parts.closeReader?.()]);
  }

  #add(user: WatchedUser, stream: StatusStream): void {
    this.#streamCount += 1;
    user.streams.add(stream);
    this.#users.set(user.ownerId, user);
    this.#feed.open();
    this.#reader.markUrgent(user);
  }

  #remove(user: WatchedUser, stream: StatusStream): void {
    this.#streamCount -= 1;
    user.streams.delete(stream);
    if (user.streams.size > 0) return;
    this.#users.delete(user.ownerId);
    this.#reader.forget(user);
    if (this.#users.size > 0) return;
    clearTimeout(this.#dueTimer);
    void this.#feed.close().catch(this.#parts.onError);
  }

  #mark(isMeant: (user: WatchedUser) => boolean): void {
    for (const user of this.#users.values()) if (isMeant(user)) this.#reader.mark(user);
  }

  async #read(user: WatchedUser): Promise<void> {
    const streams = [...user.streams];
    if (streams.length === 0) return;
    const readAtMs = performance.now();
    user.publish(await this.#parts.read(user, user.idsToRead()), streams, readAtMs);
    this.#scheduleDue();
  }

  /** A task that becomes due changes the state, although nothing happens to it. One timer serves all users. */
  #scheduleDue(): void {
    clearTimeout(this.#dueTimer);
    if (this.#users.size === 0) return;
    const dueAtMs = Math.min(...[...this.#users.values()].map((user) => user.dueAtMs));
    if (dueAtMs === Number.POSITIVE_INFINITY) return;
    this.#dueTimer = setTimeout(
      () => {
        this.#mark((user) => user.takeDue());
        this.#scheduleDue();
      },
      Math.min(Math.max(dueAtMs - performance.now(), 0), maxTimerMs),
    );
  }
}

async function checkSession(stream: StatusStream, isSessionValid: () => Promise<boolean>): Promise<void> {
  // An unreachable database says nothing about the session.
  const isValid = await isSessionValid().catch(() => true);
  if (!isValid) stream.end(new SessionEndedError());
}
