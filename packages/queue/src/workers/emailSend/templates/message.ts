import { z } from "zod";
import type { EmailContent } from "./EmailContent.ts";
import { lineOfText } from "./fields.ts";

/** Variables of the template `message`. */
export const messageVariables = z.strictObject({
  /** The text; an empty line starts a new paragraph. */
  text: z.string().trim().min(1).max(20_000),
  /** Default subject of the email. */
  title: lineOfText.default("A message for you"),
});

export function writeMessage({ text, title }: z.output<typeof messageVariables>): EmailContent {
  return {
    subject: title,
    blocks: text.split(/(?:\r?\n[\t ]*){2,}/).map((paragraph) => ({ text: paragraph })),
  };
}
