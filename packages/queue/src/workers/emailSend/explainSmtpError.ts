import { UnrecoverableError } from "../../domain/errors/errors.ts";

// Where the server judges this mail; a refusal anywhere else is about the settings, which can be mended meanwhile.
const judgedCommands = ["RCPT TO", "DATA"];

/**
 * The error of a mail that was not sent: unrecoverable when the server refuses the mail or its recipient for good (5xx),
 * else one that is worth another attempt.
 * @param server - host and port, without the password that the settings may have
 */
export function explainSmtpError(error: unknown, to: string, server: string): Error {
  const { code, command, responseCode, response, message } = readSmtpError(error);
  const answer = (response ?? message).replaceAll(/\s+/g, " ").slice(0, 300);
  const isJudged = command !== undefined && judgedCommands.includes(command);
  if (isJudged && responseCode !== undefined && responseCode >= 500) {
    return new UnrecoverableError(`${server} refuses the mail to ${to}: ${answer}`, { cause: error });
  }
  if (code === "EENVELOPE" && responseCode === undefined) {
    return new UnrecoverableError(`The mail to ${to} cannot be sent: ${answer}`, { cause: error });
  }
  if (code === "EAUTH") {
    return new Error(`${server} does not accept the user name and password of the mail settings: ${answer}`, {
      cause: error,
    });
  }
  if (responseCode !== undefined) {
    return new Error(`${server} does not take the mail to ${to} just now: ${answer}`, { cause: error });
  }
  return new Error(`The mail server ${server} cannot be reached: ${answer}`, { cause: error });
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
