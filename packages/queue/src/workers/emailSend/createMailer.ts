import { InvalidOptionsError } from "../../domain/errors/errors.ts";
import { importOptional } from "../importOptional.ts";
import { explainSmtpError } from "./explainSmtpError.ts";
import type { RenderedMail } from "./renderMail.ts";

/** How mails leave. */
export interface MailSettings {
  /** SMTP server: `smtp://user:password@host:587`, or `smtps://…:465`. Default `smtp://127.0.0.1:1025`. */
  url?: string | undefined;
  /** Sender, an address alone or `Name <address>`. Default `Queue <no-reply@localhost>`. */
  from?: string | undefined;
}

/** A mail that is ready to go. */
export interface OutgoingMail extends RenderedMail {
  to: string;
  messageId: string;
  headers: Record<string, string>;
}

/** Sends mails over connections that it keeps for the next one. */
export interface Mailer {
  readonly from: string;
  /** Resolves to the server's answer. Rejects as `explainSmtpError` says, or with the signal's reason. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<string>;
  /** Hangs up, after mails that are being sent. The next mail opens new connections. */
  close(): Promise<void>;
}

/** Connections that may be open at once, each of which sends one mail at a time. */
export const maxMailConnections = 5;

/**
 * Makes a mailer; it connects at the first mail, and hangs up when there was none for 10 s.
 * @throws InvalidOptionsError when `url` is no SMTP URL
 */
export function createMailer({
  url = "smtp://127.0.0.1:1025",
  from = "Queue <no-reply@localhost>",
}: MailSettings = {}): Mailer {
  const server = describeServer(url);
  let transport: ReturnType<typeof openTransport> | undefined;

  return {
    from,
    async send(mail, signal) {
      signal.throwIfAborted();
      transport ??= openTransport(url);
      const { to, subject, text, html, messageId, headers } = mail;
      const opened = await transport;
      try {
        const sent = await opened.sendMail({
          from,
          // As an object, so that no address is ever read as a list of addresses.
          to: { name: "", address: to },
          subject,
          text,
          html,
          messageId,
          headers,
          disableFileAccess: true,
          disableUrlAccess: true,
          signal,
        });
        return sent.response;
      } catch (error) {
        signal.throwIfAborted();
        throw explainSmtpError(error, to, server);
      }
    },
    async close() {
      const closing = transport;
      transport = undefined;
      // One that could not be opened has nothing to close; the mail that wanted it has told why.
      (await closing?.catch(() => undefined))?.close();
    },
  };
}

async function openTransport(url: string) {
  const { createTransport } = await importOptional("nodemailer", "EMAIL_SEND", () => import("nodemailer"));
  return createTransport({
    url,
    pool: true,
    maxConnections: maxMailConnections,
    idleTimeout: 10_000,
    // A mail whose connection broke is tried again by the queue, which counts it.
    maxRequeues: 0,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
  });
}

/** Host and port of the server; the user name and the password of the URL appear in no message. */
function describeServer(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed !== null && /^smtps?:$/.test(parsed.protocol) && parsed.host !== "") return parsed.host;
  throw new InvalidOptionsError("mail.url", url.split("@").at(-1), "an SMTP URL such as smtp://mail.example.com:587");
}
