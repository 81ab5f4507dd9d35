import pg from "pg";
import { PatientClient } from "./PatientClient.ts";

/** The parameters that `pg` opens a session with, by a method that its types leave out. */
interface SessionStart {
  getStartupConf(): Record<string, string>;
}
const sessionStart = pg.Client.prototype as unknown as SessionStart;

/**
 * Prisma's adapter sends times without a zone, reads them as if their zone were UTC, and reads no other style than ISO. So its
 * sessions begin with both, as parameters of the protocol: poolers keep these two by default (where they refuse `options`), and
 * a `SET` would stay with a connection that others use next.
 */
export class UtcClient extends PatientClient implements SessionStart {
  getStartupConf(): Record<string, string> {
    return { ...sessionStart.getStartupConf.call(this), TimeZone: "UTC", DateStyle: "ISO" };
  }
}
