import { z } from "zod";
import type { EmailContent } from "./EmailContent.ts";
import { lineOfText, webAddress } from "./fields.ts";

/** Variables of the template `welcome`. */
export const welcomeVariables = z.strictObject({
  /** Name in the greeting. */
  name: lineOfText.optional(),
  /** The product that the user signed up for. Default: the email does not name one. */
  product: lineOfText.optional(),
  /** Link of the button "Get started". */
  url: webAddress.optional(),
});

export function writeWelcome({ name, product, url }: z.output<typeof welcomeVariables>): EmailContent {
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
