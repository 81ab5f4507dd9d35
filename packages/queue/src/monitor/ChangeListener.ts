import { InvalidOptionsError } from "../domain/errors/errors.ts";
import { consoleLogger, guardLogger, type Logger } from "../domain/logger.ts";
import { changeChannel, readChanges } from "../notifying/changes.ts";
import { ListenConnection } from "../notifying/ListenConnection.ts";
import { refuseUnknown } from "../validation/checkValues.ts";

/**
 * Whose tasks have changed: the {@link ownerKey} of each owner. `missed` means that tasks of any owner may have changed: the connection
 * was opened, or too many owners had changes at the same time.
 */
export type TaskChange = { readonly owners: ReadonlySet<string> } | "missed";

export interface ChangeListenerOptions {
  /** A URL to PostgreSQL itself, or to a pooler that keeps a connection for a session. */
  connectionString: string;
  /** Receives errors of listeners. Default: `console`. */
  logger?: Logger | undefined;
}

/**
 * Receives from all services of a database whose tasks have changed, over one connection of its own. It opens the connection with the
 * first listener, and again after it was lost. Changes by older versions of the library, by services with `notify: false` and by plain
 * SQL send nothing, so read the status also from time to time.
 */
export class ChangeListener {
  readonly #listeners = new Set<(change: TaskChange) => void>();
  readonly #connection: ListenConnection;
  readonly #logger: Logger;

  /** @throws InvalidOptionsError */
  constructor(options: ChangeListenerOptions) {
    refuseUnknown(options, ["connectionString", "logger"]);
    const { connectionString, logger } = options;
    if (typeof connectionString !== "string" || connectionString === "")
      throw new InvalidOptionsError("connectionString", connectionString, "a PostgreSQL URL");
    this.#logger = guardLogger(logger ?? consoleLogger);
    this.#connection = new ListenConnection({
      connectionString,
      channel: changeChannel,
      applicationName: "queue changes",
      onListening: () => this.#tell("missed"),
      onNotification: (payload) => {
        const owners = readChanges(payload);
        this.#tell(owners ? { owners } : "missed");
      },
    });
  }

  /** Whether changes arrive at present. */
  get isListening(): boolean {
    return this.#connection.isListening;
  }

  /**
   * Adds a listener. It is first called with `missed` when the connection is open. An error of a listener is logged, and the others are
   * still called. Returns a function that removes it.
   */
  listen(listener: (change: TaskChange) => void): () => void {
    // A function of its own, so that a listener that is added twice is called twice.
    const entry = (change: TaskChange) => listener(change);
    this.#listeners.add(entry);
    this.#connection.open();
    return () => void this.#listeners.delete(entry);
  }

  /** Closes the connection. No listener is called afterwards. */
  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#connection.close();
  }

  #tell(change: TaskChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#logger.error("A listener for changes of tasks threw an error.", { error });
      }
    }
  }
}
