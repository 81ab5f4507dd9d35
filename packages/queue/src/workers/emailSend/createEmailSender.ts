import { InvalidOptionsError } from "../../domain/errors/errors.ts";
import { builtInLimits } from "../builtInLimits.ts";
import { importOptional } from "../importOptional.ts";
import { explainSmtpError } from "./explainSmtpError.ts";
import type { RenderedEmail } from "./renderEmail.ts";

/** The SMTP server and the sender address of emails. */
export interface MailSettings {
  /** URL of the SMTP server: `smtp://user:password@host:587` or `smtps://…:465`. Default `smtp://127.0.0.1:1025`. */
  url?: string | undefined;
  /** Sender: an address, or `Name <address>`. Default `Queue <no-reply@localhost>`. */
  from?: string | undefined;
}

/** An email that is ready to be sent. */
export interface OutgoingEmail extends RenderedEmail {
  to: string;
  messageId: string;
  headers: Record<string, string>;
}

/** Sends emails, and keeps its connections for the next ones. */
export interface EmailSender {
  readonly from: string;
  /** Resolves to the server's response. Rejects with an error of `explainSmtpError`, or with the signal's reason. */
  send(email: OutgoingEmail, signal: AbortSignal): Promise<string>;
  /** Closes the connections after the emails that are being sent. The next email opens new connections. */
  close(): Promise<void>;
}

/**
 * Creates a sender. It connects when the first email is sent, and disconnects after 10 s without one.
 * @throws InvalidOptionsError when `url` is not an SMTP URL
 */
export function createEmailSender({
  url = "smtp://127.0.0.1:1025",
  from = "Queue <no-reply@localhost>",
}: MailSettings = {}): EmailSender {
  const server = describeServer(url);
  let transport: ReturnType<typeof openTransport> | undefined;

  return {
    from,
    async send(email, signal) {
      signal.throwIfAborted();
      transport ??= openTransport(url);
      const { to, subject, text, html, messageId, headers } = email;
      const opened = await transport;
      try {
        const sent = await opened.sendMail({
          from,
          // An object, so that nodemailer never parses the address as a list of addresses.
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
      // A transport that failed to open has nothing to close, and its email has reported the error.
      (await closing?.catch(() => undefined))?.close();
    },
  };
}

async function openTransport(url: string) {
  const { createTransport } = await importOptional<typeof import("nodemailer")>("nodemailer", "EMAIL_SEND");
  return createTransport({
    url,
    pool: true,
    // Each connection sends one email at a time.
    maxConnections: builtInLimits.EMAIL_SEND.concurrency,
    idleTimeout: 10_000,
    // The queue retries an email whose connection broke, and counts the attempt.
    maxRequeues: 0,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
  });
}

/** Returns host and port of the server. No message contains the user name and the password of the URL. */
function describeServer(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed !== null && /^smtps?:$/.test(parsed.protocol) && parsed.host !== "") return parsed.host;
  throw new InvalidOptionsError("mail.url", url.split("@").at(-1), "an SMTP URL such as smtp://mail.example.com:587");
}
