import { z } from "zod";

// biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a subject or a name would forge email headers
const withoutControlCharacters = /^[^\x00-\x1f\x7f\u2028\u2029]*$/;

/** One line of text without control characters. */
export const lineOfText = z.string().trim().min(1).max(200).regex(withoutControlCharacters, "Must be one line of text");

/** A link for people to open. */
export const webAddress = z.url({ protocol: /^https?$/, error: "Must start with https:// or http://" }).max(2_000);
