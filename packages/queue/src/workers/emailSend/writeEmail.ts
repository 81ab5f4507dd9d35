import type { EmailSendData } from "./emailSendInput.ts";
import type { EmailContent } from "./templates/EmailContent.ts";
import { writeFailureDigest } from "./templates/failureDigest.ts";
import { writeMessage } from "./templates/message.ts";
import { writePasswordReset } from "./templates/passwordReset.ts";
import { writeWelcome } from "./templates/welcome.ts";

/** Fills in the task's template with its variables. A subject of the task replaces that of the template. */
export function writeEmail(data: EmailSendData): EmailContent {
  const content = applyTemplate(data);
  return data.subject === undefined ? content : { ...content, subject: data.subject };
}

function applyTemplate(data: EmailSendData): EmailContent {
  switch (data.template) {
    case "welcome":
    case "welcome-email":
      return writeWelcome(data.variables);
    case "password-reset":
      return writePasswordReset(data.variables);
    case "message":
      return writeMessage(data.variables);
    case "failure-digest":
      return writeFailureDigest(data.variables);
  }
}
