import { expect, test } from "vitest";
import { UnrecoverableError } from "../../domain/errors/errors.ts";
import { explainSmtpError } from "./explainSmtpError.ts";

function smtpError(fields: Record<string, unknown>): Error {
  return Object.assign(new Error("failed"), fields);
}

test.each([
  [{ code: "EENVELOPE", command: "RCPT TO", responseCode: 550, response: "550 5.1.1 No such user" }, "No such user"],
  [{ code: "EMESSAGE", command: "DATA", responseCode: 554, response: "554 Spam" }, "554 Spam"],
  [{ code: "EENVELOPE", command: "API" }, "cannot be sent"],
])("%j fails permanently", (fields, text) => {
  const error = explainSmtpError(smtpError(fields), "a@example.com", "mail.example.com:25");
  expect(error).toBeInstanceOf(UnrecoverableError);
  expect(error.message).toContain(text);
});

test.each([
  [
    { code: "EENVELOPE", command: "RCPT TO", responseCode: 450, response: "450 Greylisted" },
    "currently refuses the email to a@example.com: 450 Greylisted",
  ],
  [{ code: "EMESSAGE", command: "DATA", responseCode: 452, response: "452 Full" }, "a@example.com: 452 Full"],
  [{ code: "EENVELOPE", command: "MAIL FROM", responseCode: 530, response: "530 Sign in first" }, "530 Sign in first"],
  [
    { code: "EAUTH", command: "AUTH PLAIN", responseCode: 535, response: "535 No" },
    "rejects the user name or password",
  ],
  [{ code: "ESOCKET", command: "CONN" }, "mail.example.com:25 is unreachable"],
  [{ code: "ETIMEDOUT", command: "CONN" }, "is unreachable"],
])("%j is retried", (fields, text) => {
  const error = explainSmtpError(smtpError(fields), "a@example.com", "mail.example.com:25");
  expect(error).not.toBeInstanceOf(UnrecoverableError);
  expect(error.message).toContain(text);
});

test("a long response of several lines is cut to one line", () => {
  const response = `450-${"x".repeat(1_000)}\r\n450 y`;
  const { message } = explainSmtpError(smtpError({ command: "RCPT TO", responseCode: 450, response }), "a@b.c", "mail");
  expect(message.length).toBeLessThan(400);
  expect(message).not.toContain("\n");
});
