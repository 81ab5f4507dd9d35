import type { RateLimitError } from "../domain/errors/errors.ts";
import { defaultCoolDownSeconds, parseRetryAfter, readRetryAfterDate } from "../domain/retryAfter.ts";

/** A cooldown of a provider. */
export interface CoolDown {
  provider: string;
  /** Seconds of the cooldown. If there is a date, they apply only if the date is in the past by the database's clock. */
  seconds: number;
  /** The date of the provider's Retry-After, if it gave one. */
  until: Date | null;
  /**
   * Whether the task waits until the cooldown ends. It does not if its worker declares the provider: then the next claim
   * chooses among the worker's providers, and waits only if none is available.
   */
  holdsTask: boolean;
}

/** Decides the cooldown after a rate limit. @param providers - the worker's; empty if it declares none */
export function decideCoolDown(
  providers: readonly string[],
  provider: string,
  { retryAfterSeconds, retryAfterDate }: Pick<RateLimitError, "retryAfterSeconds" | "retryAfterDate">,
): CoolDown {
  const until = readRetryAfterDate(retryAfterDate) ?? null;
  const seconds = (until === null ? parseRetryAfter(retryAfterSeconds) : undefined) ?? defaultCoolDownSeconds;
  return { provider, seconds, until, holdsTask: !providers.includes(provider) };
}
