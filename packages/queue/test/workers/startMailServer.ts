import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail as it came in. */
export interface ReceivedMail {
  from: string;
  to: string[];
  /** Head and body. */
  source: string;
}

export interface MailServer extends AsyncDisposable {
  url: string;
  mails: ReceivedMail[];
  /** Connections made so far. */
  connections: () => number;
  /** Connections that are open now. */
  openConnections: () => number;
}

/** An SMTP server on this machine; `await using` closes it. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
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
        mails.push({
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
  // A client that breaks off is part of some tests.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    connections: () => connections,
    openConnections: () => sockets.size,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
