/** A user has reached a limit of the server. Cause of TOO_MANY_REQUESTS. */
export class TooManyRequestsError extends Error {
  override readonly name = "TooManyRequestsError";
  /** Seconds until the user may try again. */
  readonly retryAfterSeconds: number;
  constructor(what: string, retryAfterSeconds: number) {
    super(`Too many ${what}. Try again in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
