/** The effect of a provider's failure on a task. */
export interface Failover {
  /** The provider to use next; undefined if all have failed, and the task waits. */
  next: string | undefined;
  /** The new list of failed providers; empty if all have failed, so that all may be used again. */
  failedProviders: string[];
}

/**
 * Decides which provider follows the failed one.
 * @param providers - the worker's, in order of preference; empty if it declares none
 */
export function decideFailover(
  providers: readonly string[],
  failedBefore: readonly string[],
  failed: string,
): Failover {
  const failedProviders = [...new Set([...failedBefore, failed])];
  const next = providers.find((provider) => !failedProviders.includes(provider));
  const haveAllFailed = providers.length > 0 && next === undefined;
  return { next, failedProviders: haveAllFailed ? [] : failedProviders.slice(-50) };
}
