import { execFile, spawnSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { chown, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ServerAccount } from "./chooseServerAccount.ts";

/** A folder as the server's account can open it. */
export interface ReachableFolder {
  path: string;
  /** The server's processes must inherit it as file descriptor 3; undefined when the path needs none. */
  inheritedFd: number | undefined;
  close(): void;
}

/**
 * Makes a folder reachable for the server's account when that cannot enter a parent folder: root's checkout is usually in a home
 * that only root can enter. This process opens the folder, and the server reaches it through the inherited file descriptor.
 */
export function reachFolder(folder: string, account: ServerAccount | undefined): ReachableFolder {
  if (!account || canEnter(folder, account)) return { path: folder, inheritedFd: undefined, close: () => {} };
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: "/proc/self/fd/3", inheritedFd: fd, close: () => closeSync(fd) };
}

/** Creates a temporary folder that the server's account owns, so that it can remove it after this process has died. */
export async function makeScratchDir(account: ServerAccount | undefined): Promise<string> {
  // Root may have a private temporary folder, which the server's account cannot enter.
  const parent = !account || canEnter(tmpdir(), account) ? tmpdir() : "/tmp";
  const folder = await mkdtemp(join(parent, "embedded-postgres-"));
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}

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

function canEnter(folder: string, account: ServerAccount): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/" }).status === 0;
}
