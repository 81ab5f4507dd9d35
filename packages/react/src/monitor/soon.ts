/** A task that is due within so many milliseconds is active. The server counts by the same limit. */
export const soonMs = 60_000;

/** Whether a task is due later than in 60 seconds, so that it is scheduled and not waiting. Times are the server's. */
export function isDueLater(dueAt: string | null | undefined, nowMs: number): boolean {
  return typeof dueAt === "string" && Date.parse(dueAt) > nowMs + soonMs;
}
