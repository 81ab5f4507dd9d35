import { z } from "zod";
import { lineOfText, webAddress } from "./fields.ts";
import type { MailContent } from "./MailContent.ts";

/** Variables of the template `welcome`. */
export const welcomeVariables = z.strictObject({
  /** Whom to greet. */
  name: lineOfText.optional(),
  /** What they signed up for. Default: nothing is named. */
  product: lineOfText.optional(),
  /** Where to start. */
  url: webAddress.optional(),
});

export function writeWelcome({ name, product, url }: z.output<typeof welcomeVariables>): MailContent {
  const greeting = name === undefined ? "Hello," : `Hello ${name},`;
  return {
    subject: product === undefined ? "Welcome" : `Welcome to ${product}`,
    blocks: [
      { text: greeting },
      { text: `${product === undefined ? "welcome" : `welcome to ${product}`}! Your account is ready.` },
      ...(url === undefined ? [] : [{ label: "Get started", url }]),
    ],
  };
}
