import type { z } from "zod";
import { builtInLimits } from "../builtInLimits.ts";
import { defineWorker, type Worker } from "../defineWorker.ts";
import { hashForKey } from "../storage/storageKey.ts";
import type { EmailSender } from "./createEmailSender.ts";
import { emailSendInput } from "./emailSendInput.ts";
import { renderEmail } from "./renderEmail.ts";
import { writeEmail } from "./writeEmail.ts";

/** The result of an `EMAIL_SEND` task. */
export interface EmailSendResult {
  messageId: string;
  to: string;
  subject: string;
  /** The mail server's response. */
  response: string;
}

/**
 * Creates the worker of `EMAIL_SEND`. It sends one email from a template. The header `X-Queue-Task` has the task's id. Every
 * attempt sends the same Message-ID, so that mail programs recognise an email that arrives twice after a broken connection.
 */
export function createEmailSendWorker(sender: EmailSender): Worker<z.input<typeof emailSendInput>, EmailSendResult> {
  return defineWorker({
    input: emailSendInput,
    ...builtInLimits.EMAIL_SEND,
    async run(data, context): Promise<EmailSendResult> {
      const email = renderEmail(writeEmail(data));
      const messageId = `<${hashForKey(context.idempotencyKey)}@${domainOf(sender.from)}>`;
      context.progress(20, "Sending email");
      const headers = { "X-Queue-Task": context.task.id, "Auto-Submitted": "auto-generated" };
      const response = await sender.send({ ...email, to: data.to, messageId, headers }, context.signal);
      context.progress(100, `Sent to ${data.to}`);
      return { messageId, to: data.to, subject: email.subject, response };
    },
  });
}

function domainOf(sender: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(sender)?.[1] ?? "localhost";
}
