/** The session of a stream's user has ended. A client must not connect again before its user has signed in. */
export class SessionEndedError extends Error {
  override readonly name = "SessionEndedError";
  constructor() {
    super("Your session has ended. Sign in and try again.");
  }
}

/** The server closes its streams, because it stops. A client connects again, to another process. */
export class LiveClosedError extends Error {
  override readonly name = "LiveClosedError";
  constructor() {
    super("The server is stopping. Connect again.");
  }
}
