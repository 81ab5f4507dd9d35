import pg from "pg";
import type { Database } from "../database/database.ts";
import { type Notification, notificationChannel, notify } from "./notify.ts";

const maxRetryMs = 30_000;

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
  #client: pg.Client | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #retryMs = 250;
  #isClosed = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
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
    if (!this.#client && !this.#retryTimer) void this.#connect();
    return () => void this.#listeners.delete(listener);
  }

  /** Passes a notification to the listeners of this process. */
  emit(notification: string): void {
    for (const listener of this.#listeners) listener(notification);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    this.#retryTimer = undefined;
    const { connectionString, isEnabled } = this.#options;
    if (connectionString === undefined || !isEnabled || this.#isClosed) return;
    const client = new pg.Client({
      connectionString,
      keepAlive: true,
      // This connection sends nothing, so without keep-alive a lost peer would stay unnoticed for hours.
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 5_000,
      application_name: "queue notifications",
    });
    this.#client = client;
    client.on("error", () => {});
    client.on("end", () => this.#reconnect(client));
    client.on("notification", ({ payload }) => this.emit(payload ?? ""));
    try {
      await client.connect();
      await client.query(`LISTEN ${notificationChannel}`);
      this.#retryMs = 250;
      this.emit("freed"); // notifications may have been missed
    } catch {
      client.end().catch(() => {});
      this.#reconnect(client);
    }
  }

  #reconnect(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    if (this.#isClosed) return;
    this.#retryTimer = setTimeout(() => void this.#connect(), this.#retryMs * (0.5 + Math.random())).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
  }
}
