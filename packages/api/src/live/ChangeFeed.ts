/** How often a user with active tasks is read while no notifications arrive, in milliseconds. */
const pollMs = 1_000;
/** Of so many polls, one reads the users without active tasks too. */
const idlePolls = 10;
/** While notifications arrive, one of so many polls reads all users: a transaction that commits late is told by none. */
const listeningPolls = 30;

/** The part of `ChangeListener` that the feed uses. */
interface Listener {
  listen(listener: (change: { owners: ReadonlySet<string> } | "missed") => void): () => void;
  readonly isListening: boolean;
  close(): Promise<void>;
}

export interface ChangeFeedOptions {
  /** Opens the connection for notifications; undefined if there is none. */
  openListener: (() => Listener) | undefined;
  /** Receives the keys of the users whose tasks have changed. */
  onChange: (keys: ReadonlySet<string>) => void;
  /** Called when changes may have been missed, from time to time, and each second while no notifications arrive. */
  onUnknown: (users: "all" | "active") => void;
}

/** Tells which users' tasks have changed. While it is closed, it has no connection and no timer. */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  #listener: Listener | undefined;
  #timer: NodeJS.Timeout | undefined;
  #polls = 0;

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  open(): void {
    if (this.#timer) return;
    const { openListener, onChange, onUnknown } = this.#options;
    this.#listener = openListener?.();
    this.#listener?.listen((change) => (change === "missed" ? onUnknown("all") : onChange(change.owners)));
    this.#timer = setInterval(() => this.#poll(), pollMs);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    const listener = this.#listener;
    this.#listener = undefined;
    await listener?.close();
  }

  #poll(): void {
    this.#polls += 1;
    const isListening = this.#listener?.isListening ?? false;
    if (this.#polls % (isListening ? listeningPolls : idlePolls) === 0) this.#options.onUnknown("all");
    else if (!isListening) this.#options.onUnknown("active");
  }
}
