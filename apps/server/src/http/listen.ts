import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface ListenOptions {
  host: string;
  port: number;
  /** Whether only this port may be used. Else the next free one is taken. */
  isPortFixed: boolean;
}

/** The server cannot listen on the port or host of its settings. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

const portsToTry = 50;

/** Opens a server on the port, or on the next free one. @throws ListenError */
export async function listen(
  options: ListenOptions,
  listener: RequestListener,
): Promise<{ server: Server; port: number }> {
  const last = options.isPortFixed ? options.port : Math.min(options.port + portsToTry - 1, 65_535);
  for (let port = options.port; port <= last; port++) {
    const server = createServer({ requestTimeout: 600_000, headersTimeout: 30_000 }, listener);
    if (await tryToListen(server, options.host, port)) return { server, port: (server.address() as AddressInfo).port };
  }
  throw new ListenError(
    options.isPortFixed
      ? `Port ${options.port} is taken by another program. Stop that one, set PORT to another port, or unset PORT to use the next free one.`
      : `All ports from ${options.port} to ${last} are taken. Set PORT to a free one.`,
  );
}

function tryToListen(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") return resolve(false);
      const advice = error.code === "EACCES" ? "Set PORT to one above 1023" : "Set HOST to an address of this machine";
      reject(new ListenError(`Cannot listen on ${host}, port ${port}: ${error.message}. ${advice}.`, { cause: error }));
    });
    server.listen(port, host, () => resolve(true));
  });
}
