import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import type { ServerAccount } from "./chooseServerAccount.ts";

/** A folder as the server's account can open it. */
export interface ReachableFolder {
  path: string;
  /** To be inherited by the server's processes as file descriptor 3; undefined when the path needs none. */
  inheritedFd: number | undefined;
  close(): void;
}

/**
 * Makes a folder of the server's account reachable for it where it may not pass through the parents: root's checkout
 * usually lies under a home that nobody else can enter. The folder itself, opened by us and inherited, is a way in that
 * skips those above it.
 */
export function reachFolder(folder: string, account: ServerAccount | undefined): ReachableFolder {
  if (!account || canEnter(folder, account)) return { path: folder, inheritedFd: undefined, close: () => {} };
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: "/proc/self/fd/3", inheritedFd: fd, close: () => closeSync(fd) };
}

export function canEnter(folder: string, account: ServerAccount): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/" }).status === 0;
}
