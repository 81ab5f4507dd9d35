/** An id as a parameter. What PostgreSQL cannot even read as text is the id of no task. */
export function toIdParameter(id: unknown): string {
  return typeof id === "string" && !id.includes("\0") && id.isWellFormed() ? id : "";
}
