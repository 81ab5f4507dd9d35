import { defineWorker, ProviderError, RateLimitError, UnrecoverableError } from "@package/queue";
import { z } from "zod";

/** Creates a worker that calls the first available provider. `endpoints` are URLs by provider, in order of preference. */
export function createSummaryWorker(endpoints: Readonly<Record<string, string>>) {
  return defineWorker({
    input: z.object({ text: z.string().min(1).max(100_000) }),
    providers: Object.keys(endpoints),
    run: async ({ text }, { provider, signal, idempotencyKey }) => {
      if (provider === null) throw new UnrecoverableError("No endpoint is configured.");
      const response = await askProvider(provider, endpoints[provider] ?? "", { text, signal, idempotencyKey });
      // Starts a cooldown: until it ends, no process gives this provider to a task. The task continues with the next one, without using an attempt.
      if (response.status === 429) throw new RateLimitError(provider, response.headers.get("retry-after") ?? undefined);
      // Uses an attempt. The next attempt starts at once, with another provider.
      if (response.status >= 500)
        throw new ProviderError(provider, new Error(`It responded with status ${response.status}.`));
      if (!response.ok) throw new UnrecoverableError(`${provider} refused the request: ${await response.text()}`);
      return { provider, summary: await response.text() };
    },
  });
}

interface Question {
  text: string;
  signal: AbortSignal;
  idempotencyKey: string;
}

async function askProvider(provider: string, url: string, { text, signal, idempotencyKey }: Question) {
  try {
    const headers = { "idempotency-key": idempotencyKey };
    return await fetch(url, { method: "POST", body: text, headers, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new ProviderError(provider, error);
  }
}
