import { emailSendInput, emailTemplates } from "@package/queue";
import { z } from "zod";

const [welcome, passwordReset, message] = emailSendInput.options;

/** The worker's input without room for other fields: a misspelt one is told instead of dropped. */
export const addEmailInput = z.discriminatedUnion(
  "template",
  [welcome.strict(), passwordReset.strict(), message.strict()],
  { error: `Expected an object whose template is one of ${emailTemplates.join(", ")}` },
);
