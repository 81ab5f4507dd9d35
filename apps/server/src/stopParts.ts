import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { logProblem } from "./log.ts";

/** The open parts of a server. One that failed during its start has only some of them. */
export interface ServerParts {
  http: Server;
  /** The open streams of live updates. */
  live?: { close(): Promise<void> } | undefined;
  runner?: { stop(): Promise<void> } | undefined;
  cleanUp?: { close(): Promise<void> } | undefined;
  inbox?: { close(): Promise<void> } | undefined;
  queue?: { close(): Promise<void> } | undefined;
  db?: { $disconnect(): Promise<void> } | undefined;
}

const requestGraceMs = 5000;

/** Closes all open parts: streams, requests and tasks first, the database last. */
export async function stopParts(parts: ServerParts): Promise<void> {
  // An open stream is a request that does not end.
  await attempt("close the streams", () => parts.live?.close());
  await Promise.all([
    attempt("stop HTTP", () => closeHttp(parts.http)),
    attempt("stop the runner", () => parts.runner?.stop()),
    attempt("stop the clean-up", () => parts.cleanUp?.close()),
  ]);
  await attempt("close the email inbox", () => parts.inbox?.close());
  await attempt("close the queue", () => parts.queue?.close());
  await attempt("close the database client", () => parts.db?.$disconnect());
}

/** Logs the error of a part that cannot be closed, so that the others are closed too. */
async function attempt(what: string, close: () => Promise<void> | undefined): Promise<void> {
  try {
    await close();
  } catch (error) {
    logProblem(`Failed to ${what}`, error);
  }
}

async function closeHttp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const endsAtMs = Date.now() + requestGraceMs;
  // Keep-alive connections become idle one by one, after their last response.
  while (server.listening || (await hasConnections(server))) {
    server.closeIdleConnections();
    if (Date.now() > endsAtMs) server.closeAllConnections();
    await Promise.race([closed, sleep(50)]);
  }
}

function hasConnections(server: Server): Promise<boolean> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(!error && count > 0)));
}
