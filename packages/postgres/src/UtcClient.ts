import pg from "pg";
import { ErrorTolerantClient } from "./ErrorTolerantClient.ts";

/** Returns the parameters that `pg` opens a session with. The types of `pg` leave it out. */
interface SessionStart {
  getStartupConf(): Record<string, string>;
}
const sessionStart = pg.Client.prototype as unknown as SessionStart;

/**
 * A client whose sessions are in UTC and ISO. Prisma's adapter sends times without a zone, reads them as UTC, and reads no other
 * style than ISO. Both are sent as startup parameters: poolers accept these two by default (they refuse `options`), and a `SET`
 * would stay on the connection for its next user.
 */
export class UtcClient extends ErrorTolerantClient implements SessionStart {
  getStartupConf(): Record<string, string> {
    return { ...sessionStart.getStartupConf.call(this), TimeZone: "UTC", DateStyle: "ISO" };
  }
}
