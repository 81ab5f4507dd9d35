import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
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

export function canEnter(folder: string, account: ServerAccount): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/" }).status === 0;
}
