import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ServerAccount } from "./chooseServerAccount.ts";
import { canEnter } from "./reachFolder.ts";

const run = promisify(execFile);

/**
 * The folder with PostgreSQL's `bin`, where the server's account can run it: a copy in the scratch folder when
 * the account may not enter the original. PostgreSQL looks for its own files by their real path, so that here an
 * inherited way in is not enough.
 */
export async function makeBinariesReachable(
  binariesDir: string,
  account: ServerAccount | undefined,
  scratchDir: string,
): Promise<string> {
  if (!account || canEnter(join(binariesDir, "bin"), account)) return binariesDir;
  const copy = join(scratchDir, "native");
  // The programs of the system copy a thousand small files several times faster than Node does.
  await run("cp", ["-RP", binariesDir, copy]);
  await run("chown", ["-R", `${account.uid}:${account.gid}`, copy]); // whose it is may remove it
  return copy;
}
