/** An error in a line, as logs write it: "Error [ECONNREFUSED]: connect ECONNREFUSED 127.0.0.1:9". */
export function describeCause(errorClass: string | null, code: string | null | undefined, message: string): string {
  const name = [errorClass, code && `[${code}]`].filter(Boolean).join(" ");
  return name === "" ? message : `${name}: ${message}`;
}
