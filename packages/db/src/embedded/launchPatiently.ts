import { setTimeout as sleep } from "node:timers/promises";
import { findFreePort } from "./findFreePort.ts";
import { findServingProcess } from "./findServingProcess.ts";
import { type LaunchedServer, type LaunchOptions, launchServer } from "./launchServer.ts";
import { ServerStartError } from "./ServerStartError.ts";

const PATIENCE_MS = 10_000;
const RETRY_MS = 200;
/** A server whose program was just killed goes on serving for a moment; one that goes on longer is in use. */
const LIVE_AFTER_MS = 1_500;

/**
 * Starts the server on a free port, again and again for some seconds while a predecessor on the same data is still
 * going away, or while others snatch the port.
 */
export async function launchPatiently(
  dataDir: string,
  options: Omit<LaunchOptions, "port">,
): Promise<LaunchedServer & { port: number }> {
  const startedAt = Date.now();
  for (;;) {
    const port = await findFreePort();
    try {
      return { ...(await launchServer({ ...options, port })), port };
    } catch (error) {
      const isPassing = error instanceof ServerStartError && (error.isFolderInUse || error.isPortTaken);
      if (!isPassing) throw error;
      const waitedMs = Date.now() - startedAt;
      const pid = await findServingProcess(dataDir);
      if (pid !== undefined && waitedMs > LIVE_AFTER_MS) {
        throw new Error(
          `The data folder ${dataDir} is in use by a running PostgreSQL (process ${pid}). ` +
            "Stop the program that started it, or give another folder.",
          { cause: error },
        );
      }
      if (waitedMs > PATIENCE_MS) throw error;
      await sleep(RETRY_MS);
    }
  }
}
