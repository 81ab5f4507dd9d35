/** A user changed more than the limits of the server allow. Cause of TOO_MANY_REQUESTS. */
export class TooManyChangesError extends Error {
  override readonly name = "TooManyChangesError";
  /** Seconds after which the user may go on. */
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super(`That was too much in a short time. Try again in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
