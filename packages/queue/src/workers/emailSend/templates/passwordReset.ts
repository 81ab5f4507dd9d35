import { z } from "zod";
import { lineOfText, webAddress } from "./fields.ts";
import type { MailContent } from "./MailContent.ts";

/** Variables of the template `password-reset`. */
export const passwordResetVariables = z.strictObject({
  /** Where to choose a new password. */
  url: webAddress,
  name: lineOfText.optional(),
  /** How long the link works. Default: nothing is said about it. */
  validMinutes: z.int().min(1).max(10_080).optional(),
});

export function writePasswordReset({ url, name, validMinutes }: z.output<typeof passwordResetVariables>): MailContent {
  const validity = validMinutes === undefined ? "" : ` The link works for ${validMinutes} minutes.`;
  return {
    subject: "Choose a new password",
    blocks: [
      { text: name === undefined ? "Hello," : `Hello ${name},` },
      { text: `somebody, probably you, asked for a new password for your account.${validity}` },
      { label: "Choose a new password", url },
      { text: "If it was not you, ignore this mail: your password stays as it is." },
    ],
  };
}
