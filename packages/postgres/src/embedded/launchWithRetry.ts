import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseSetupError } from "../DatabaseSetupError.ts";
import { findFreePort } from "./findFreePort.ts";
import { type LaunchedServer, type LaunchOptions, launchServer, ServerStartError } from "./launchServer.ts";

const RETRY_LIMIT_MS = 10_000;
const RETRY_PAUSE_MS = 200;
/** A server whose program was killed keeps serving for a moment. One that serves for longer is in use. */
const IN_USE_AFTER_MS = 1_500;

/**
 * Starts the server on a free port. Retries for some seconds while a previous server on the same data is shutting down, or when
 * another process takes the port first.
 */
export async function launchWithRetry(
  dataDir: string,
  options: Omit<LaunchOptions, "port">,
): Promise<LaunchedServer & { port: number }> {
  const startedAt = Date.now();
  for (;;) {
    const port = await findFreePort();
    try {
      return { ...(await launchServer({ ...options, port })), port };
    } catch (error) {
      const isTemporary = error instanceof ServerStartError && (error.isFolderInUse || error.isPortTaken);
      if (!isTemporary) throw error;
      const waitedMs = Date.now() - startedAt;
      const pid = await findServingProcess(dataDir);
      if (pid !== undefined && waitedMs > IN_USE_AFTER_MS) {
        throw new DatabaseSetupError(
          `The data folder ${dataDir} is in use by a running PostgreSQL (process ${pid}). ` +
            "Stop the program that started it, or use another folder.",
          { cause: error },
        );
      }
      if (waitedMs > RETRY_LIMIT_MS) throw error;
      await sleep(RETRY_PAUSE_MS);
    }
  }
}

/** Returns the process that currently serves a data folder: its lock file names it and its port accepts connections. Else undefined. */
async function findServingProcess(dataDir: string): Promise<number | undefined> {
  const lockFile = await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => "");
  const [pid, , , port, , , , status] = lockFile.split("\n");
  if (!status?.startsWith("ready") || !(await acceptsConnections(Number(port)))) return undefined;
  return Number(pid);
}

function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
