import type { TestClient } from "./TestClient.ts";

export interface StreamClient {
  response: Response;
  /** Resolves with the data of the next event of a kind, and skips others. Rejects when the stream ends before. */
  next<T = unknown>(kind: "message" | "serialized-error" | "return"): Promise<T>;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  leave(): void;
}

/** Opens `queue.onStatus` as a browser does. */
export async function openStream(client: TestClient, input?: unknown, lastEventId?: string): Promise<StreamClient> {
  const leaving = new AbortController();
  const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  const headers = { accept: "text/event-stream", "accept-encoding": "gzip" };
  const init = {
    headers: lastEventId === undefined ? headers : { ...headers, "last-event-id": lastEventId },
    signal: leaving.signal,
  };
  const response = await client.send(`/api/trpc/queue.onStatus${search}`, init);
  const events: { kind: string; data: string }[] = [];
  let wake = () => {};
  let hasEnded = false;
  const ended = (async () => {
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += new TextDecoder().decode(chunk);
      const blocks = text.split("\n\n");
      text = blocks.pop() as string;
      for (const block of blocks) {
        const kind = /^event: (.*)$/m.exec(block)?.[1] ?? "message";
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined) events.push({ kind, data });
      }
      wake();
    }
  })()
    .catch(() => {})
    .then(() => {
      hasEnded = true;
      wake();
    });
  return {
    response,
    ended,
    async next(kind) {
      for (;;) {
        const event = events.shift();
        if (event?.kind === kind) return JSON.parse(event.data);
        if (event) continue;
        if (hasEnded) throw new Error(`The stream ended without an event of the kind ${kind}.`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    leave: () => leaving.abort(),
  };
}
