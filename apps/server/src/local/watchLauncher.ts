import { readProcess } from "./readProcess.ts";

const checkEveryMs = 1000;

/** The command of a package manager. `npx -y pnpm@12 start` has two of them above this process. */
const packageManager = /^(\S*\/)?(npm|npx|pnpm)\b|[/\\](npm-cli|npx-cli|npm|npx|pnpm)(\.[cm]?js)?\s/;
const shell = /^(\S*\/)?(ba|da|z)?sh\s+-c\b/;

/**
 * Calls `onGone` once when the package manager that launched this process has ended. When a package manager is killed, its
 * children keep running: the server would stay invisible, and the next `start` would be refused. Does nothing for a process that
 * was not launched by a package manager.
 */
export async function watchLauncher(onGone: () => void): Promise<void> {
  const chain = await readLaunchers();
  if (chain.length < 2) return;
  const timer = setInterval(async () => {
    if (await isIntact(chain)) return;
    clearInterval(timer);
    onGone();
  }, checkEveryMs);
  timer.unref();
}

/** This process and its ancestors up to the topmost package manager, with only shells in between. */
async function readLaunchers(): Promise<number[]> {
  const chain = [process.pid];
  let length = 1;
  for (let pid = process.ppid; pid > 1; ) {
    const found = await readProcess(pid);
    if (!found) break;
    chain.push(pid);
    if (packageManager.test(found.command)) length = chain.length;
    else if (!shell.test(found.command)) break;
    pid = found.parentPid;
  }
  return chain.slice(0, length);
}

/** Whether each process still has its parent. When a parent ends, the system gives its children another one. */
async function isIntact(chain: readonly number[]): Promise<boolean> {
  for (const [index, parentPid] of chain.slice(1).entries()) {
    const child = await readProcess(chain[index] as number);
    if (child?.parentPid !== parentPid) return false;
  }
  return true;
}
