/** Returns the id of the signed-in user, or null. Read your own session here; this cookie proves nothing. */
export function readUserId(headers: Headers): string | null {
  return /\buser=(\w+)/.exec(headers.get("cookie") ?? "")?.[1] ?? null;
}
