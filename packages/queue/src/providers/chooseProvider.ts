import type { ProviderWait } from "./readProviderWaits.ts";

/** The provider to call, or the milliseconds until one is available. */
export type ProviderChoice = { provider: string } | { waitMs: number; providers: string[] };

/**
 * Chooses the first available provider that has not failed for this task. If all have failed, all may be used again. If none
 * is available, returns the wait until the first one is.
 * @param waits - the worker's providers in order of preference, at least one
 */
export function chooseProvider(waits: readonly ProviderWait[], failedProviders: readonly string[]): ProviderChoice {
  const fresh = waits.filter(({ name }) => !failedProviders.includes(name));
  const usable = fresh.length > 0 ? fresh : waits;
  const available = usable.find(({ waitMs }) => waitMs <= 0);
  if (available) return { provider: available.name };
  return {
    waitMs: Math.ceil(Math.min(...usable.map(({ waitMs }) => waitMs))),
    providers: usable.map(({ name }) => name),
  };
}
