import type { EmailSendData } from "./emailSendInput.ts";
import type { MailContent } from "./templates/MailContent.ts";
import { writeMessage } from "./templates/message.ts";
import { writePasswordReset } from "./templates/passwordReset.ts";
import { writeWelcome } from "./templates/welcome.ts";

/** Says what the mail's template says with its variables, under the subject of the task if it has one. */
export function writeMail(mail: EmailSendData): MailContent {
  const content = applyTemplate(mail);
  return mail.subject === undefined ? content : { ...content, subject: mail.subject };
}

function applyTemplate(mail: EmailSendData): MailContent {
  switch (mail.template) {
    case "welcome":
    case "welcome-email":
      return writeWelcome(mail.variables);
    case "password-reset":
      return writePasswordReset(mail.variables);
    case "message":
      return writeMessage(mail.variables);
  }
}
