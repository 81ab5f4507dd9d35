import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface PickyServer {
  /** The given URL with this server's host and port. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a proxy for PostgreSQL that, like some connection poolers, does not pass on startup options: it refuses connections
 * with options, or drops the options silently.
 */
export async function startPickyServer(databaseUrl: string, does: "refuse" | "drop"): Promise<PickyServer> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    sockets.add(client);
    client.on("error", () => {});
    client.once("data", (startup) => {
      const parameters = readParameters(startup);
      if (does === "refuse" && parameters.has("options")) {
        client.end(refusal("08P01", "unsupported startup parameter: options"));
        return;
      }
      parameters.delete("options");
      const server = connect(Number(target.port), target.hostname);
      sockets.add(server);
      server.on("error", () => {});
      server.write(writeStartup(parameters));
      client.pipe(server).pipe(client);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((listener.address() as AddressInfo).port);
  return {
    url: url.href,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

// https://www.postgresql.org/docs/current/protocol-message-formats.html
const protocolVersion = 3 << 16;

function readParameters(startup: Buffer): Map<string, string> {
  const words = startup.subarray(8).toString().split("\0");
  const parameters = new Map<string, string>();
  for (let n = 0; n + 1 < words.length && words[n] !== ""; n += 2) parameters.set(words[n] ?? "", words[n + 1] ?? "");
  return parameters;
}

function writeStartup(parameters: ReadonlyMap<string, string>): Buffer {
  const body = Buffer.from(`${[...parameters].flat().join("\0")}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(protocolVersion, 4);
  return Buffer.concat([head, body]);
}

function refusal(code: string, message: string): Buffer {
  const body = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5, "E");
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}
