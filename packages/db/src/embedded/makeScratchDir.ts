import { chown, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerAccount } from "./chooseServerAccount.ts";
import { canEnter } from "./reachFolder.ts";

/** Creates a temporary folder that the server's account owns, so that it can remove it after this process has died. */
export async function makeScratchDir(account: ServerAccount | undefined): Promise<string> {
  // Root may have a private temporary folder, which the server's account cannot enter.
  const parent = !account || canEnter(tmpdir(), account) ? tmpdir() : "/tmp";
  const folder = await mkdtemp(join(parent, "embedded-postgres-"));
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}
