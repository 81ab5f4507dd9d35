import { describeError } from "@package/queue";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters would move a terminal's cursor and forge lines
const controlCharacters = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g;

/**
 * Writes a problem and its causes to standard error. User input in it cannot forge a line: further lines, for example of a stack,
 * are indented. Values that look like secrets are removed.
 */
export function logProblem(what: string, problem?: unknown): void {
  const { stack, summary } = describeError(problem);
  const text = problem === undefined ? "" : (stack ?? summary);
  const line = `${what.replace(/\n/g, " ")}${text ? `: ${text}` : ""}`.replace(controlCharacters, "\ufffd");
  console.error(`${new Date().toISOString()} ${line.replace(/\n/g, "\n    ")}`);
}
