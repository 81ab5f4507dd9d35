import { existsSync, readFileSync, statSync } from "node:fs";
import { DatabaseSetupError } from "../DatabaseSetupError.ts";

/** The account that the server's processes run under. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/**
 * Returns the account to run the server under; undefined means the account of this process. PostgreSQL refuses to run as root.
 * For root it is the owner of the existing data, else `postgres`, else `nobody`, which nearly every system has.
 */
export function chooseServerAccount(dataDir: string | undefined): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (dataDir && existsSync(dataDir)) {
    const { uid, gid } = statSync(dataDir);
    if (uid !== 0) return { uid, gid };
  }
  const accounts = readAccounts();
  const account = accounts.get("postgres") ?? accounts.get("nobody");
  if (account) return account;
  throw new DatabaseSetupError(
    "PostgreSQL refuses to run as root, and this system has no account named postgres or nobody to run it under. " +
      "Run this as another user, or set DATABASE_URL to your own server.",
  );
}

function readAccounts(): Map<string, ServerAccount> {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  return new Map(
    lines.map((line) => {
      const [name = "", , uid, gid] = line.split(":");
      return [name, { uid: Number(uid), gid: Number(gid) }];
    }),
  );
}
