import type { z } from "zod";
import { defineWorker, type Worker } from "../defineWorker.ts";
import { hashForKey } from "../storage/storageKey.ts";
import { type Mailer, maxMailConnections } from "./createMailer.ts";
import { emailSendInput } from "./emailSendInput.ts";
import { renderMail } from "./renderMail.ts";
import { writeMail } from "./writeMail.ts";

/** The result of an `EMAIL_SEND` task. */
export interface EmailSendResult {
  messageId: string;
  to: string;
  subject: string;
  /** What the mail server answered. */
  response: string;
}

/**
 * The worker of `EMAIL_SEND`: sends one mail from a template. The header `X-Queue-Task` names the task. Every attempt
 * sends the same Message-ID, by which mail programs know a mail that came twice because its connection broke at the end.
 */
export function createEmailSendWorker(mailer: Mailer): Worker<z.input<typeof emailSendInput>, EmailSendResult> {
  return defineWorker({
    input: emailSendInput,
    timeoutMs: 90_000,
    concurrency: maxMailConnections,
    async run(data, context): Promise<EmailSendResult> {
      const mail = renderMail(writeMail(data));
      const messageId = `<${hashForKey(context.idempotencyKey)}@${domainOf(mailer.from)}>`;
      context.progress(20, "Handing the mail over");
      const headers = { "X-Queue-Task": context.task.id, "Auto-Submitted": "auto-generated" };
      const response = await mailer.send({ ...mail, to: data.to, messageId, headers }, context.signal);
      context.progress(100, `Sent to ${data.to}`);
      return { messageId, to: data.to, subject: mail.subject, response };
    },
  });
}

function domainOf(sender: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(sender)?.[1] ?? "localhost";
}
