import { createServer as createProbe } from "node:net";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { PortTakenError, type Settings } from "../../apps/server/src/index.ts";

export interface ViteServer {
  port: number;
  /** Where requests for the API are sent; the server is to listen there. */
  apiPort: number;
  close(): Promise<void>;
}

/** Serves the dashboard from its sources, with hot reload, and hands requests for the API on. Throws PortTakenError. */
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
      proxy: { "/api": target, "/healthz": target, "/readyz": target },
    },
  });
  try {
    await vite.listen();
  } catch (error) {
    await vite.close();
    if (!String(error).includes("already in use")) throw error;
    throw new PortTakenError(
      `Port ${settings.port} is taken by another program. Stop that one, or set PORT to another port.`,
    );
  }
  const address = vite.httpServer?.address();
  const port = typeof address === "object" && address ? address.port : settings.port;
  return { port, apiPort, close: () => vite.close() };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createProbe().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
