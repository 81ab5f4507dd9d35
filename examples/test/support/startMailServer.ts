import { SMTPServer } from "smtp-server";
import { until } from "./until.ts";

export interface MailServer {
  /** Whole mails, in the order they came. */
  readonly mails: string[];
  stop(): Promise<void>;
}

/** Takes mails on port 1025, where the product's workers send them by default. Waits for the port if another test has it. */
export async function startMailServer(): Promise<MailServer> {
  const mails: string[] = [];
  const server = await until(() => listen(mails));
  return { mails, stop: () => new Promise((resolve) => void server.close(resolve)) };
}

function listen(mails: string[]): Promise<SMTPServer | undefined> {
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
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(1025, "127.0.0.1", () => resolve(server));
  });
}
