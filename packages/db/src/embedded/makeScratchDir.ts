import { chmod, chown, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerAccount } from "./chooseServerAccount.ts";

/** Makes a temporary folder of the server's account, which can then remove it even when we no longer can. */
export async function makeScratchDir(account: ServerAccount | undefined): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "embedded-postgres-"));
  if (account) {
    await chown(folder, account.uid, account.gid);
    await chmod(folder, 0o700);
  }
  return folder;
}
