import type { RateLimitError } from "../domain/errors/errors.ts";
import { defaultCoolDownSeconds, parseRetryAfter, readRetryAfterDate } from "../domain/retryAfter.ts";

/** A provider that nobody calls for a while. */
export interface CoolDown {
  provider: string;
  /** Seconds; when there is a date, those that count should the date be over by the database's clock. */
  seconds: number;
  /** When the provider takes requests again, if it has told that. */
  until: Date | null;
  /**
   * Whether the task waits as long. Not when its worker declares the provider: the next claim chooses among its
   * providers, and waits for the first to open if none is. Otherwise nobody else knows.
   */
  holdsTask: boolean;
}

/** @param providers - the worker's; empty when it declares none */
export function decideCoolDown(
  providers: readonly string[],
  provider: string,
  { retryAfterSeconds, retryAfterDate }: Pick<RateLimitError, "retryAfterSeconds" | "retryAfterDate">,
): CoolDown {
  const until = readRetryAfterDate(retryAfterDate) ?? null;
  const seconds = (until === null ? parseRetryAfter(retryAfterSeconds) : undefined) ?? defaultCoolDownSeconds;
  return { provider, seconds, until, holdsTask: !providers.includes(provider) };
}
