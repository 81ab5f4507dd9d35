import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ServerAccount } from "./chooseServerAccount.ts";

/** A folder as the server's account can open it. */
export interface ReachableFolder {
  path: string;
  /** To be inherited by the server's processes as file descriptor 3; undefined when the path needs none. */
  inheritedFd: number | undefined;
  close(): void;
}

/**
 * Makes a folder reachable for an account that may not pass through its parents: root's checkout usually lies under a
 * home that nobody else can enter. Its parent, opened by us and inherited, is a way in that skips those above.
 */
export function reachFolder(folder: string, account: ServerAccount | undefined): ReachableFolder {
  const parent = dirname(folder);
  if (!account || canEnter(parent, account)) return { path: folder, inheritedFd: undefined, close: () => {} };
  const fd = openSync(parent, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: join("/proc/self/fd/3", basename(folder)), inheritedFd: fd, close: () => closeSync(fd) };
}

export function canEnter(folder: string, account: ServerAccount): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/" }).status === 0;
}
