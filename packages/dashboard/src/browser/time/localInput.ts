/** Formats a time for `<input type="datetime-local">`, in the viewer's time zone. */
export function toLocalInput(timeMs: number): string {
  const date = new Date(timeMs);
  const local = new Date(timeMs - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Returns the time of such an input as ISO 8601; undefined if it is empty or invalid. */
export function readLocalInput(value: string): string | undefined {
  const timeMs = value === "" ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(timeMs) ? undefined : new Date(timeMs).toISOString();
}
