/** Returns an id as a parameter. A value that PostgreSQL cannot read as text becomes "", which no task has. */
export function toIdParameter(id: unknown): string {
  return typeof id === "string" && !id.includes("\0") && id.isWellFormed() ? id : "";
}
