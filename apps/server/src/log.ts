/** Writes a line about something that went wrong to standard error, for whoever runs the server. */
export function logProblem(what: string, problem?: unknown): void {
  const text =
    problem instanceof Error ? (problem.stack ?? problem.message) : problem === undefined ? "" : String(problem);
  console.error(`${new Date().toISOString()} ${what}${text ? `: ${text}` : ""}`);
}
