import { z } from "zod";
import { lineOfText } from "./fields.ts";
import type { MailContent } from "./MailContent.ts";

/** Variables of the template `message`. */
export const messageVariables = z.strictObject({
  /** What to say; an empty line starts a new paragraph. */
  text: z.string().trim().min(1).max(20_000),
  /** Default subject of the mail. */
  title: lineOfText.default("A message for you"),
});

export function writeMessage({ text, title }: z.output<typeof messageVariables>): MailContent {
  return {
    subject: title,
    blocks: text.split(/(?:\r?\n[\t ]*){2,}/).map((paragraph) => ({ text: paragraph })),
  };
}
