import { existsSync, readFileSync, statSync } from "node:fs";

/** The account that the server's processes get. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/**
 * The account to run the server under: undefined, which means our own, unless we are root. PostgreSQL refuses root, so
 * then it is the owner of the data there already is, or else `postgres`, or `nobody`, which nearly every system has.
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
  throw new Error(
    "PostgreSQL does not run as root, and this system has neither an account named postgres nor one named nobody to run it under. " +
      "Run this as another user, or set DATABASE_URL to a server of your own.",
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
