import { timingSafeEqual } from "node:crypto";

/** Whether a request carries the secret that this server and its cron service share; never when none is set. */
export function isFromCron(request: Request, secret: string | undefined): boolean {
  if (!secret) return false;
  const given = Buffer.from(request.headers.get("authorization") ?? "");
  const expected = Buffer.from(`Bearer ${secret}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
