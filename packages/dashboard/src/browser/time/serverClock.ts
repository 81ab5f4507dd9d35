let offsetMs = 0;

/** Sets the clock by a time that the server has just sent. */
export function setServerTime(iso: string): void {
  offsetMs = Date.parse(iso) - Date.now();
}

/** Returns the server's time in milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
