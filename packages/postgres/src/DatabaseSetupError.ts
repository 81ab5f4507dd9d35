/**
 * The database cannot be opened or prepared, for a reason outside of this code. The message is for the person who starts the
 * program: it says what was found and what to do, so no stack is needed.
 */
export class DatabaseSetupError extends Error {
  override readonly name: string = "DatabaseSetupError";
}

/** The database does not accept the connection. The message has the host and the reason, without the password. */
export class DatabaseConnectionError extends DatabaseSetupError {
  override readonly name = "DatabaseConnectionError";
}
