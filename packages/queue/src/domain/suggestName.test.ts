import { expect, test } from "vitest";
import { suggestName } from "./suggestName.ts";

const known = ["EMAIL_SEND", "IMAGE_PROCESS", "PAY"];

test.each([
  ["two letters swapped", "EMIAL_SEND", "EMAIL_SEND"],
  ["a letter left out", "EMAIL_SED", "EMAIL_SEND"],
  ["a letter too many", "EMAILL_SEND", "EMAIL_SEND"],
  ["two wrong letters", "IMEGE_PROZESS", "IMAGE_PROCESS"],
  ["small letters", "email_send", "EMAIL_SEND"],
])("%s: the intended name is found", (_, type, meant) => expect(suggestName(type, known)).toBe(meant));

test.each(["EMAIL_SEND", "EMAIL_RECEIVE", "PAX", "SMS_SEND", "constructor", "X"])(
  "%s is not a typo of a known name",
  (type) => expect(suggestName(type, known)).toBeUndefined(),
);
