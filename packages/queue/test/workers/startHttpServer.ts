import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** Starts a web server on this machine; `await using` closes it with all its connections. */
export async function startHttpServer(
  listener: RequestListener,
): Promise<AsyncDisposable & { url: string; port: number }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
