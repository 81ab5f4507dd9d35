import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { logProblem } from "./log.ts";

/** What a running server has open; a server that failed while it started has only some of it. */
export interface ServerParts {
  http: Server;
  runner?: { stop(): Promise<void> } | undefined;
  cleanUp?: { close(): Promise<void> } | undefined;
  inbox?: { close(): Promise<void> } | undefined;
  queue?: { close(): Promise<void> } | undefined;
  db?: { $disconnect(): Promise<void> } | undefined;
}

const requestGraceMs = 5000;

/** Closes what is open, the users of a part before the part: requests and tasks first, the database last. */
export async function stopParts(parts: ServerParts): Promise<void> {
  await Promise.all([
    attempt("Stopping HTTP", () => closeHttp(parts.http)),
    attempt("Stopping the runner", () => parts.runner?.stop()),
    attempt("Stopping the clean-up", () => parts.cleanUp?.close()),
  ]);
  await attempt("Closing the mail inbox", () => parts.inbox?.close());
  await attempt("Closing the queue", () => parts.queue?.close());
  await attempt("Closing the database client", () => parts.db?.$disconnect());
}

/** One part that cannot be closed is no reason to leave the others open. */
async function attempt(what: string, close: () => Promise<void> | undefined): Promise<void> {
  try {
    await close();
  } catch (error) {
    logProblem(`${what} failed`, error);
  }
}

async function closeHttp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const endsAtMs = Date.now() + requestGraceMs;
  // Connections that are kept alive become idle one by one as their last requests are answered.
  while (server.listening || (await hasConnections(server))) {
    server.closeIdleConnections();
    if (Date.now() > endsAtMs) server.closeAllConnections();
    await Promise.race([closed, sleep(50)]);
  }
}

function hasConnections(server: Server): Promise<boolean> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(!error && count > 0)));
}
