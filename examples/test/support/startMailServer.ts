import type { AddressInfo } from "node:net";
import net from "node:net";
import { SMTPServer } from "smtp-server";
import { vi } from "vitest";

export interface MailServer {
  /** Whole mails, in the order they came. */
  readonly mails: string[];
  stop(): Promise<void>;
}

/** The port that the product's workers send mails to by default, where the inbox of a running server may listen. */
const defaultPort = 1025;

/** Takes the mails that this process sends to the default port, whatever else listens there. */
export async function startMailServer(): Promise<MailServer> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      let mail = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => {
        mail += chunk;
      });
      stream.on("end", () => {
        mails.push(mail);
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const connect = net.connect;
  const spy = vi
    .spyOn(net, "connect")
    .mockImplementation(((options: net.TcpNetConnectOpts, onConnect?: () => void) =>
      connect(options.port === defaultPort ? { ...options, port } : options, onConnect)) as typeof net.connect);
  return {
    mails,
    stop() {
      spy.mockRestore();
      return new Promise((resolve) => void server.close(resolve));
    },
  };
}
