// Started by WatcherProcess: opens streams of the demo server, and polls like the leading tab of a browser.
const [url = "", perUser = "1", ...cookies] = process.argv.slice(2);
const pollMs = 10_000;
/** What a page whose stream is open sends with its regular polls. */
const pollInput = encodeURIComponent(JSON.stringify({ maxAgeMs: 9_000 }));
const ending = new AbortController();
const totals = { messages: 0, bytes: 0, polls: 0, refusals: 0 };

/** Opens one stream. Resolves with its first message, and reads until the end. */
async function openStream(cookie: string): Promise<void> {
  const input = encodeURIComponent(JSON.stringify({}));
  const response = await fetch(`${url}/api/trpc/queue.onStatus?input=${input}`, {
    headers: { cookie, accept: "text/event-stream" },
    signal: ending.signal,
  });
  if (!response.ok || !response.body) throw new Error(`A stream was refused with ${response.status}.`);
  const reader = response.body.getReader();
  await readChunk(reader);
  void (async () => {
    while (await readChunk(reader));
  })().catch(() => {});
}

async function readChunk(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<boolean> {
  const { done, value } = await reader.read();
  if (value) {
    totals.bytes += value.byteLength;
    totals.messages += Buffer.from(value).toString("latin1").split("\ndata:").length - 1;
  }
  return !done;
}

async function poll(cookie: string): Promise<void> {
  totals.polls += 1;
  const response = await fetch(`${url}/api/trpc/queue.getQueueStatus?input=${pollInput}`, {
    headers: { cookie },
    signal: ending.signal,
  });
  if (!response.ok) totals.refusals += 1;
  totals.bytes += (await response.arrayBuffer()).byteLength;
}

const watchers = cookies.flatMap((cookie) => Array.from({ length: Number(perUser) }, () => cookie));
try {
  await Promise.all(watchers.map(openStream));
  for (const [index, cookie] of watchers.entries()) {
    const start = setTimeout(
      () => {
        const timer = setInterval(() => void poll(cookie).catch(() => {}), pollMs);
        ending.signal.addEventListener("abort", () => clearInterval(timer));
      },
      (index / watchers.length) * pollMs,
    );
    ending.signal.addEventListener("abort", () => clearTimeout(start));
  }
  process.send?.("open");
} catch (error) {
  process.send?.(error instanceof Error ? error.message : String(error));
}

process.once("message", () => {
  const { messages, bytes, polls, refusals } = totals;
  process.send?.(
    `${watchers.length} streams received ${messages} messages, ${polls} polls (${refusals} refused), ${(bytes / 2 ** 20).toFixed(1)} MiB`,
    () => {
      ending.abort();
      process.disconnect();
    },
  );
});
