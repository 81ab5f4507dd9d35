import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { ServerAccount } from "./chooseServerAccount.ts";
import { canEnter } from "./reachFolder.ts";

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
  await cp(binariesDir, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}
