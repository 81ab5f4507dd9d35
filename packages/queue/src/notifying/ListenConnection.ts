import { Socket } from "node:net";
import pg from "pg";

const firstRetryMs = 250;
const maxRetryMs = 30_000;
/** How long to wait for the server when the connection is closed. */
const maxEndMs = 1_000;

export interface ListenOptions {
  /** A URL to PostgreSQL itself, or to a pooler that keeps a connection for a session. */
  connectionString: string;
  channel: string;
  /** The connection's name in `pg_stat_activity`. */
  applicationName: string;
  /** Called each time when the connection has begun to listen. Notifications before that were missed. */
  onListening: () => void;
  onNotification: (payload: string) => void;
}

/** Listens for notifications on a connection of its own, and connects again after it was lost. */
export class ListenConnection {
  readonly #options: ListenOptions;
  #client: pg.Client | undefined;
  #socket: Socket | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #retryMs = firstRetryMs;
  #isListening = false;
  #isClosed = false;

  constructor(options: ListenOptions) {
    this.#options = options;
  }

  /** Whether notifications arrive at present. */
  get isListening(): boolean {
    return this.#isListening;
  }

  /** Connects, unless it did so before. */
  open(): void {
    if (!this.#client && !this.#retryTimer && !this.#isClosed) void this.#connect();
  }

  /** Takes at most a second: over a lost connection, the server's reply would never come. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isListening = false;
    clearTimeout(this.#retryTimer);
    const client = this.#client;
    this.#client = undefined;
    const socket = this.#socket;
    const timer = setTimeout(() => socket?.destroy(), maxEndMs);
    await client?.end().catch(() => {});
    clearTimeout(timer);
  }

  async #connect(): Promise<void> {
    this.#retryTimer = undefined;
    const { connectionString, channel, applicationName, onListening, onNotification } = this.#options;
    const socket = new Socket();
    const client = new pg.Client({
      stream: () => socket,
      connectionString,
      keepAlive: true,
      // This connection sends nothing, so without keep-alive a lost peer would stay unnoticed for hours.
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 5_000,
      application_name: applicationName,
    });
    this.#client = client;
    this.#socket = socket;
    client.on("error", () => {});
    client.on("end", () => this.#reconnect(client));
    client.on("notification", ({ payload }) => onNotification(payload ?? ""));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
    } catch {
      client.end().catch(() => {});
      this.#reconnect(client);
      return;
    }
    if (this.#client !== client) return; // it was closed or lost in the meantime
    this.#retryMs = firstRetryMs;
    this.#isListening = true;
    onListening();
  }

  #reconnect(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#isListening = false;
    if (this.#isClosed) return;
    this.#retryTimer = setTimeout(() => void this.#connect(), this.#retryMs * (0.5 + Math.random())).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs);
  }
}
