import { chown, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerAccount } from "./chooseServerAccount.ts";
import { canEnter } from "./reachFolder.ts";

/** Makes a temporary folder of the server's account, which can then remove it even when we no longer can. */
export async function makeScratchDir(account: ServerAccount | undefined): Promise<string> {
  // Root may have a temporary folder of its own, which the server's account cannot enter.
  const parent = !account || canEnter(tmpdir(), account) ? tmpdir() : "/tmp";
  const folder = await mkdtemp(join(parent, "embedded-postgres-"));
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}
