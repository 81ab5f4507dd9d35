import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";
import { logProblem } from "../log.ts";
import type { MailStore } from "./mailStore.ts";

export interface RunningMailInbox {
  /** Where mails are to be sent, such as smtp://127.0.0.1:1025. */
  url: string;
  close(): Promise<void>;
}

const maxMailBytes = 10_000_000;
const firstPort = 1025;
const portsToTry = 50;

/** Takes mails on this machine and puts them into the store; nothing is sent on. Uses port 1025, or the next free one. */
export async function startMailInbox(store: MailStore): Promise<RunningMailInbox> {
  for (let port = firstPort; port < firstPort + portsToTry; port++) {
    const server = createServer(store);
    if (!(await tryToListen(server, port))) continue;
    server.on("error", (error) => logProblem("The mail inbox has a problem", error));
    const { port: opened } = server.server.address() as AddressInfo;
    return {
      url: `smtp://127.0.0.1:${opened}`,
      close: () => new Promise((resolve) => server.close(() => resolve())),
    };
  }
  throw new Error(
    `The mail inbox found no free port from ${firstPort} to ${firstPort + portsToTry - 1}. Set SMTP_URL to send mails elsewhere.`,
  );
}

function createServer(store: MailStore): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    size: maxMailBytes,
    closeTimeout: 1000,
    onData(stream, _session, answer) {
      keepMail(store, stream).then(
        () => answer(),
        (error: Error) => answer(error),
      );
    },
  });
}

async function keepMail(store: MailStore, stream: SMTPServerDataStream): Promise<void> {
  const content = await buffer(stream);
  if (stream.sizeExceeded) {
    throw Object.assign(new Error(`The mail is larger than ${maxMailBytes} bytes.`), { responseCode: 552 });
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
