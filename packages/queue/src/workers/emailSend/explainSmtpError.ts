import { UnrecoverableError } from "../../domain/errors/errors.ts";

// A 5xx reply to these commands is about this email. To others, it is about the settings, which can be corrected.
const emailCommands = ["RCPT TO", "DATA"];

/**
 * Returns the error for an email that was not sent: an UnrecoverableError when the server refuses the email or its recipient
 * permanently (5xx), otherwise an error after which the task is retried.
 * @param server - host and port, without a password
 */
export function explainSmtpError(error: unknown, to: string, server: string): Error {
  const { code, command, responseCode, response, message } = readSmtpError(error);
  const reply = (response ?? message).replaceAll(/\s+/g, " ").slice(0, 300);
  const isAboutEmail = command !== undefined && emailCommands.includes(command);
  if (isAboutEmail && responseCode !== undefined && responseCode >= 500) {
    return new UnrecoverableError(`The mail server ${server} refuses the email to ${to}: ${reply}`, { cause: error });
  }
  if (code === "EENVELOPE" && responseCode === undefined) {
    return new UnrecoverableError(`The email to ${to} cannot be sent: ${reply}`, { cause: error });
  }
  if (code === "EAUTH") {
    return new Error(`The mail server ${server} rejects the user name or password of the mail settings: ${reply}`, {
      cause: error,
    });
  }
  if (responseCode !== undefined) {
    return new Error(`The mail server ${server} currently refuses the email to ${to}: ${reply}`, { cause: error });
  }
  return new Error(`The mail server ${server} is unreachable: ${reply}. Check the mail settings.`, { cause: error });
}

interface SmtpError {
  code: string | undefined;
  command: string | undefined;
  responseCode: number | undefined;
  response: string | undefined;
  message: string;
}

function readSmtpError(error: unknown): SmtpError {
  const fields: Record<string, unknown> = typeof error === "object" && error !== null ? { ...error } : {};
  const { code, command, responseCode, response } = fields;
  return {
    code: typeof code === "string" ? code : undefined,
    command: typeof command === "string" ? command : undefined,
    responseCode: typeof responseCode === "number" ? responseCode : undefined,
    response: typeof response === "string" ? response : undefined,
    message: error instanceof Error ? error.message : String(error),
  };
}
