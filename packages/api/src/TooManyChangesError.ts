/** A user exceeded the server's limit of changes. Cause of TOO_MANY_REQUESTS. */
export class TooManyChangesError extends Error {
  override readonly name = "TooManyChangesError";
  /** Seconds until the user may make the next change. */
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super(`Too many requests. Try again in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
