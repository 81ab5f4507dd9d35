/**
 * The `sse` options of `initTRPC`: the server sends a ping every 10 seconds, and a client that has received nothing for 25 seconds
 * connects again.
 */
export const sseOptions = {
  ping: { enabled: true, intervalMs: 10_000 },
  client: { reconnectAfterInactivityMs: 25_000 },
};
