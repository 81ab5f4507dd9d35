import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseSetupError } from "../DatabaseSetupError.ts";
import { findFreePort } from "./findFreePort.ts";
import { findServingProcess } from "./findServingProcess.ts";
import { type LaunchedServer, type LaunchOptions, launchServer } from "./launchServer.ts";
import { ServerStartError } from "./ServerStartError.ts";

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
