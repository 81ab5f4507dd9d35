import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface ListenOptions {
  host: string;
  port: number;
  /** Whether another port will do when this one is taken. */
  isPortFixed: boolean;
}

/** The port that was asked for belongs to somebody else. */
export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
}

const portsToTry = 50;

/** Opens a server on the port, or on the next one that is free. Throws PortTakenError. */
export async function listen(
  options: ListenOptions,
  listener: RequestListener,
): Promise<{ server: Server; port: number }> {
  const last = options.isPortFixed ? options.port : Math.min(options.port + portsToTry - 1, 65_535);
  for (let port = options.port; port <= last; port++) {
    const server = createServer({ requestTimeout: 600_000, headersTimeout: 30_000 }, listener);
    if (await tryToListen(server, options.host, port)) return { server, port: (server.address() as AddressInfo).port };
  }
  throw new PortTakenError(
    options.isPortFixed
      ? `Port ${options.port} is taken by another program. Stop that one, set PORT to another port, or unset PORT to take the next free one.`
      : `All ports from ${options.port} to ${last} are taken. Set PORT to a free one.`,
  );
}

function tryToListen(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    );
    server.listen(port, host, () => resolve(true));
  });
}
