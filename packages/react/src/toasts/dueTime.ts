const soonMs = 60_000;

/** Whether a task is due later than in 60 seconds, so that it is scheduled and not waiting. Times are the server's. */
export function isDueLater(dueAt: string | null | undefined, nowMs: number): boolean {
  return typeof dueAt === "string" && Date.parse(dueAt) > nowMs + soonMs;
}

/** Formats a due time: "14:05" today, otherwise "3 Dec, 14:05". In the time zone of this device. */
export function formatDueTime(dueAt: string, nowMs: number): string {
  const due = new Date(dueAt);
  const isToday = due.toDateString() === new Date(nowMs).toDateString();
  return (isToday ? timeFormat : dateFormat).format(due);
}

const timeFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dateFormat = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
