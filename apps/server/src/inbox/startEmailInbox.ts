import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";
import { logProblem } from "../log.ts";
import type { MailStore } from "./mailStore.ts";

export interface RunningEmailInbox {
  /** URL for sending emails to it, for example smtp://127.0.0.1:1025. */
  url: string;
  close(): Promise<void>;
}

const maxEmailBytes = 10_000_000;
const firstPort = 1025;
const portsToTry = 50;

/** Receives emails on this machine and stores them. It forwards none. Uses port 1025, or the next free one. */
export async function startEmailInbox(store: MailStore): Promise<RunningEmailInbox> {
  for (let port = firstPort; port < firstPort + portsToTry; port++) {
    const server = createServer(store);
    if (!(await tryToListen(server, port))) continue;
    server.on("error", (error) => logProblem("Failed to receive an email", error));
    const { port: opened } = server.server.address() as AddressInfo;
    return {
      url: `smtp://127.0.0.1:${opened}`,
      close: () => new Promise((resolve) => server.close(() => resolve())),
    };
  }
  throw new Error(
    `The email inbox found no free port from ${firstPort} to ${firstPort + portsToTry - 1}. Stop a program that uses one, or set SMTP_URL to your own email server.`,
  );
}

function createServer(store: MailStore): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    size: maxEmailBytes,
    closeTimeout: 1000,
    onData(stream, _session, done) {
      storeEmail(store, stream).then(
        () => done(),
        (error: Error) => done(error),
      );
    },
  });
}

async function storeEmail(store: MailStore, stream: SMTPServerDataStream): Promise<void> {
  const content = await buffer(stream);
  if (stream.sizeExceeded) {
    throw Object.assign(new Error(`The email is larger than ${maxEmailBytes} bytes.`), { responseCode: 552 });
  }
  await store.add(content);
}

function tryToListen(server: SMTPServer, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(false) : reject(error));
    server.once("error", onError);
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", onError);
      resolve(true);
    });
  });
}
