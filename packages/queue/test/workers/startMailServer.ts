import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** An email as the server received it. */
export interface ReceivedEmail {
  from: string;
  to: string[];
  /** Headers and body. */
  source: string;
}

export interface MailServer extends AsyncDisposable {
  url: string;
  emails: ReceivedEmail[];
  /** Connections made so far. */
  connections: () => number;
  /** Currently open connections. */
  openConnections: () => number;
}

/** Starts an SMTP server on this machine; `await using` closes it. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const emails: ReceivedEmail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    onConnect(_session, callback) {
      connections += 1;
      callback();
    },
    onData(stream, session, callback) {
      void text(stream).then((source) => {
        const { mailFrom, rcptTo } = session.envelope;
        emails.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source,
        });
        callback(null, "kept");
      }, callback);
    },
    ...options,
  });
  const sockets = new Set<Socket>();
  server.server.on("connection", (socket) => sockets.add(socket.on("close", () => sockets.delete(socket))));
  // In some tests the client disconnects.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    emails,
    connections: () => connections,
    openConnections: () => sockets.size,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
