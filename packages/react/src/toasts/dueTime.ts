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
