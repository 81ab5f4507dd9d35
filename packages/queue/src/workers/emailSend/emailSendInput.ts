import { z } from "zod";
import { failureDigestVariables } from "./templates/failureDigest.ts";
import { lineOfText } from "./templates/fields.ts";
import { messageVariables } from "./templates/message.ts";
import { passwordResetVariables } from "./templates/passwordReset.ts";
import { welcomeVariables } from "./templates/welcome.ts";

/** Names of the email templates; `welcome-email` is another name of `welcome`. */
export const emailTemplates = ["welcome", "welcome-email", "password-reset", "message", "failure-digest"] as const;

const envelope = {
  /** One address. */
  to: z.email("Must be one email address, such as ana@example.com").max(254),
  /** Default: the template's. */
  subject: lineOfText.optional(),
};

/** The data of an `EMAIL_SEND` task. */
export const emailSendInput = z.discriminatedUnion(
  "template",
  [
    z.object({
      ...envelope,
      template: z.enum(["welcome", "welcome-email"]),
      variables: welcomeVariables.default({}),
    }),
    z.object({ ...envelope, template: z.literal("password-reset"), variables: passwordResetVariables }),
    z.object({ ...envelope, template: z.literal("message"), variables: messageVariables }),
    z.object({ ...envelope, template: z.literal("failure-digest"), variables: failureDigestVariables }),
  ],
  { error: `Expected an object whose template is one of ${emailTemplates.join(", ")}` },
);

/** Validated data of an `EMAIL_SEND` task. */
export type EmailSendData = z.output<typeof emailSendInput>;
