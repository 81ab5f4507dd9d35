import { join } from "node:path";
import type { Settings } from "../settings.ts";
import { acquireInstanceLock } from "./acquireInstanceLock.ts";
import { type DescribedServer, describeServer } from "./describeServer.ts";
import { makeDataDir } from "./makeDataDir.ts";
import { openLocalDatabase } from "./openLocalDatabase.ts";
import { readLocalSecret } from "./readLocalSecret.ts";
import { runUntilSignal } from "./runUntilSignal.ts";
import { watchLauncher } from "./watchLauncher.ts";

/** What `start` and `dev` give to the server that they start. */
export interface LocalSurroundings {
  databaseUrl: string;
  authSecret: string;
  /** Adds something to close when the program ends. The last one added is closed first. */
  closeLater(close: () => Promise<void>): void;
  /** Stores the URL of the server, for the message of the next start. */
  publish(url: string): Promise<void>;
  /** Prints the URL, the logins and the first steps. */
  announce(server: DescribedServer): void;
}

/** Milliseconds for closing connections and the database, after the tasks are done or released. */
const closingMs = 10_000;

/**
 * Runs a server in this checkout until a signal ends it: takes the lock, opens the database, and closes all in reverse order.
 * @throws AlreadyRunningError, DataDirError, DatabaseSetupError, and the errors of `start`, after all is closed
 */
export async function runLocally(
  settings: Settings,
  start: (local: LocalSurroundings) => Promise<void>,
): Promise<void> {
  await makeDataDir(settings.dataDir);
  const lock = await acquireInstanceLock(join(settings.dataDir, "server.lock"));
  const closers = [lock.release];
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= closeInReverse(closers);
    return stopped;
  };
  const begin = runUntilSignal({
    stop,
    limitMs: settings.shutdownGraceMs + closingMs,
    onStopping: () =>
      console.log(
        `\n  Shutting down: waiting up to ${settings.shutdownGraceMs / 1000} s for running tasks. Press Ctrl-C again to quit now.`,
      ),
  });
  await watchLauncher(begin);
  try {
    console.log("Preparing the database (takes some seconds the first time) …");
    const database = await openLocalDatabase(settings);
    closers.push(database.stop);
    await start({
      databaseUrl: database.url,
      authSecret: settings.authSecret ?? (await readLocalSecret(join(settings.dataDir, "auth-secret"))),
      closeLater: (close) => closers.push(close),
      publish: lock.publish,
      announce: (server) => console.log(describeServer(server, settings, database.place)),
    });
  } catch (error) {
    await stop();
    throw error;
  }
}

async function closeInReverse(closers: readonly (() => Promise<void>)[]): Promise<void> {
  for (const close of closers.toReversed()) await close();
}
