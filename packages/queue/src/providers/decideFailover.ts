/** Where a task goes when one of its providers failed. */
export interface Failover {
  /** The provider to use next; undefined when all have failed, and the task waits. */
  next: string | undefined;
  /** The failed ones from now on; empty again when all have failed, so that each gets another chance. */
  failedProviders: string[];
}

/**
 * Decides which provider follows the failed one.
 * @param providers - the worker's, in order of preference; empty when it declares none
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
