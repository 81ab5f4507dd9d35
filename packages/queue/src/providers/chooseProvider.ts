import type { ProviderWait } from "./readProviderWaits.ts";

/** The provider to call, or how long until one can be called. */
export type ProviderChoice = { provider: string } | { waitMs: number; providers: string[] };

/**
 * Chooses the first provider that has not failed for this task and is open. When all have failed, each counts again;
 * when all that count are closed, the wait until the first opens.
 * @param waits - the worker's providers in order of preference, at least one
 */
export function chooseProvider(waits: readonly ProviderWait[], failedProviders: readonly string[]): ProviderChoice {
  const fresh = waits.filter(({ name }) => !failedProviders.includes(name));
  const usable = fresh.length > 0 ? fresh : waits;
  const open = usable.find(({ waitMs }) => waitMs <= 0);
  if (open) return { provider: open.name };
  return {
    waitMs: Math.ceil(Math.min(...usable.map(({ waitMs }) => waitMs))),
    providers: usable.map(({ name }) => name),
  };
}
