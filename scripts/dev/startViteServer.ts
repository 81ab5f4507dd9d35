import { fileURLToPath } from "node:url";
import { findFreePort } from "@package/db/embedded";
import { createServer } from "vite";
import { ListenError, type Settings } from "../../apps/server/src/index.ts";

export interface ViteServer {
  port: number;
  /** Requests for the API are sent to this port; the server must listen on it. */
  apiPort: number;
  close(): Promise<void>;
}

/** Serves the dashboard from its sources, with hot reload, and forwards requests for the API and the operators' dashboard. @throws ListenError when the port is taken */
export async function startViteServer(settings: Settings): Promise<ViteServer> {
  const apiPort = await findFreePort();
  const target = `http://127.0.0.1:${apiPort}`;
  const vite = await createServer({
    root: fileURLToPath(new URL("../../apps/dashboard", import.meta.url)),
    clearScreen: false,
    logLevel: "warn",
    server: {
      host: settings.host,
      port: settings.port,
      strictPort: settings.isPortFixed,
      proxy: { "/api": target, "/operate": target, "/healthz": target, "/readyz": target },
    },
  });
  try {
    await vite.listen();
  } catch (error) {
    await vite.close();
    if (!String(error).includes("already in use")) throw error;
    throw new ListenError(
      `Port ${settings.port} is taken by another program. Stop that one, set PORT to another port, or unset PORT to use the next free one.`,
    );
  }
  const address = vite.httpServer?.address();
  const port = typeof address === "object" && address ? address.port : settings.port;
  return { port, apiPort, close: () => vite.close() };
}
