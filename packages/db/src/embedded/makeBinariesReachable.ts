import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ServerAccount } from "./chooseServerAccount.ts";
import { canEnter } from "./reachFolder.ts";

const run = promisify(execFile);

/**
 * Returns the folder with PostgreSQL's `bin`, which the server's account can run: a copy in the scratch folder when the account
 * cannot enter the original. PostgreSQL opens its own files by their real path, so an inherited file descriptor is not enough.
 */
export async function makeBinariesReachable(
  binariesDir: string,
  account: ServerAccount | undefined,
  scratchDir: string,
): Promise<string> {
  if (!account || canEnter(join(binariesDir, "bin"), account)) return binariesDir;
  const copy = join(scratchDir, "native");
  // `cp` copies a thousand small files several times faster than Node.
  await run("cp", ["-RP", binariesDir, copy]);
  await run("chown", ["-R", `${account.uid}:${account.gid}`, copy]); // so that the account can remove it
  return copy;
}
