import { describeError } from "@package/queue";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters would move a terminal's cursor and forge lines
const controlCharacters = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g;

/**
 * Writes a line about something that went wrong to standard error, for whoever runs the server. What users sent can be
 * part of it and can look like no line of its own: further lines, as of a stack, are indented. What looks like a secret is
 * left out, and what caused the problem is told with it.
 */
export function logProblem(what: string, problem?: unknown): void {
  const { stack, summary } = describeError(problem);
  const text = problem === undefined ? "" : (stack ?? summary);
  const line = `${what.replace(/\n/g, " ")}${text ? `: ${text}` : ""}`.replace(controlCharacters, "\ufffd");
  console.error(`${new Date().toISOString()} ${line.replace(/\n/g, "\n    ")}`);
}
