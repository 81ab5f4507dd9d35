import { z } from "zod";
import type { EmailContent } from "./EmailContent.ts";
import { lineOfText, webAddress } from "./fields.ts";

/** Variables of the template `password-reset`. */
export const passwordResetVariables = z.strictObject({
  /** Link to the page that sets a new password. */
  url: webAddress,
  name: lineOfText.optional(),
  /** Minutes for which the link works. Default: the email does not mention it. */
  validMinutes: z.int().min(1).max(10_080).optional(),
});

export function writePasswordReset({ url, name, validMinutes }: z.output<typeof passwordResetVariables>): EmailContent {
  const validity = validMinutes === undefined ? "" : ` The link works for ${validMinutes} minutes.`;
  return {
    subject: "Choose a new password",
    blocks: [
      { text: name === undefined ? "Hello," : `Hello ${name},` },
      { text: `Someone, probably you, asked for a new password for your account.${validity}` },
      { label: "Choose a new password", url },
      { text: "If it was not you, ignore this email. Your password does not change." },
    ],
  };
}
