import { join } from "node:path";
import type { Settings } from "../settings.ts";
import { acquireInstanceLock } from "./acquireInstanceLock.ts";
import { type DescribedServer, describeServer } from "./describeServer.ts";
import { makeDataDir } from "./makeDataDir.ts";
import { openLocalDatabase } from "./openLocalDatabase.ts";
import { readLocalSecret } from "./readLocalSecret.ts";
import { runUntilSignal } from "./runUntilSignal.ts";
import { watchLauncher } from "./watchLauncher.ts";

/** What a server on one machine finds when it starts. */
export interface LocalSurroundings {
  databaseUrl: string;
  authSecret: string;
  /** Closed when the program ends; what was opened last goes first. */
  closeLater(close: () => Promise<void>): void;
  /** Tells the next program that is started in this checkout where this one is reached. */
  publish(url: string): Promise<void>;
  /** Prints what a person needs to know. */
  announce(server: DescribedServer): void;
}

/** Milliseconds that closing connections and the database may take once the tasks are done or released. */
const closingMs = 10_000;

/**
 * Runs a server in this checkout until a signal ends it: one lock, one database, and everything closed in order at the
 * end. Throws AlreadyRunningError, DataDirError, and what `start` throws once everything is closed.
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
    onStopping: () => console.log("\n  Stopping when the running tasks are done. Ctrl-C again ends it at once."),
  });
  await watchLauncher(begin);
  try {
    console.log("Opening the database …");
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
