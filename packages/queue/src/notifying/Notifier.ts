import pg from "pg";
import type { Database } from "../database/database.ts";
import { type Notification, notificationChannel, notify } from "./notify.ts";

const maxRetryMs = 30_000;

export interface HintsOptions {
  database: Database;
  /** Where to listen; without it only notifications of this process are heard. */
  connectionString: string | undefined;
  /** Whether notifications leave this process and are listened for at all. */
  isEnabled: boolean;
}

/**
 * Tells other processes of new tasks and cancellations, and hears what they tell over a connection of its own. While
 * that connection is down nothing is heard, and polling does the work.
 */
export class Notifier {
  readonly #options: HintsOptions;
  readonly #listeners = new Set<(notification: string) => void>();
  #client: pg.Client | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #retryMs = 250;
  #isClosed = false;

  constructor(options: HintsOptions) {
    this.#options = options;
  }

  /** Whether notifications leave this process. */
  get isEnabled(): boolean {
    return this.#options.isEnabled;
  }

  /** Sends a notification to every process that listens. One that cannot be sent is no loss: polling and heartbeats find out as well. */
  async send(notification: Notification): Promise<void> {
    if (this.#options.isEnabled) await notify(this.#options.database, notification).catch(() => {});
  }

  /** Calls back with every notification; connects at the first call. Answers how to stop. */
  subscribe(listener: (notification: string) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#client && !this.#retryTimer) void this.#connect();
    return () => void this.#listeners.delete(listener);
  }

  /** Passes on a notification that arose in this process. */
  tell(notification: string): void {
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
      // Nothing is ever sent on this connection: without it, one whose other end vanished would pass for alive for hours.
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 5_000,
      application_name: "queue notifications",
    });
    this.#client = client;
    client.on("error", () => {});
    client.on("end", () => this.#reconnect(client));
    client.on("notification", ({ payload }) => this.tell(payload ?? ""));
    try {
      await client.connect();
      await client.query(`LISTEN ${notificationChannel}`);
      this.#retryMs = 250;
      this.tell("freed"); // whatever was said while nobody listened
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
