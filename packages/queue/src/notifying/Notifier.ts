import type { Database } from "../database/database.ts";
import { ListenConnection } from "./ListenConnection.ts";
import { type Notification, notificationChannel, notify } from "./notify.ts";

export interface NotifierOptions {
  database: Database;
  /** Where to listen; undefined means that only notifications of this process arrive. */
  connectionString: string | undefined;
  /** Whether to send notifications to other processes and to listen for theirs. */
  isEnabled: boolean;
}

/**
 * Sends notifications to other processes, and receives theirs over a connection of its own. While that connection is down,
 * none arrive, and polling finds the tasks.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #listeners = new Set<(notification: string) => void>();
  readonly #connection: ListenConnection | undefined;

  constructor(options: NotifierOptions) {
    this.#options = options;
    const { connectionString, isEnabled } = options;
    if (connectionString === undefined || !isEnabled) return;
    this.#connection = new ListenConnection({
      connectionString,
      channel: notificationChannel,
      applicationName: "queue notifications",
      onListening: () => this.emit("freed"), // notifications may have been missed
      onNotification: (payload) => this.emit(payload),
    });
  }

  /** Whether notifications are sent to other processes. */
  get isEnabled(): boolean {
    return this.#options.isEnabled;
  }

  /** Sends a notification to every process that listens. A failure is ignored: polling and heartbeats notice the same, later. */
  async send(notification: Notification): Promise<void> {
    if (this.#options.isEnabled) await notify(this.#options.database, notification).catch(() => {});
  }

  /** Adds a listener for all notifications; the first call connects. Returns a function that removes it. */
  subscribe(listener: (notification: string) => void): () => void {
    this.#listeners.add(listener);
    this.#connection?.open();
    return () => void this.#listeners.delete(listener);
  }

  /** Passes a notification to the listeners of this process. */
  emit(notification: string): void {
    for (const listener of this.#listeners) listener(notification);
  }

  async close(): Promise<void> {
    await this.#connection?.close();
  }
}
