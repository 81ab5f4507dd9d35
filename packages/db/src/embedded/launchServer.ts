import { type ChildProcess, spawn } from "node:child_process";
import type { ServerAccount } from "./chooseServerAccount.ts";
import { ServerStartError } from "./ServerStartError.ts";
import { SERVER_GUARD } from "./serverGuard.ts";

export interface LaunchOptions {
  /** The `postgres` program. */
  program: string;
  /** The data folder as the server is to see it. */
  dataPath: string;
  /** A folder to hand to the server as file descriptor 3, which `dataPath` may go through. */
  inheritedFd: number | undefined;
  port: number;
  settings: Readonly<Record<string, string>>;
  account: ServerAccount | undefined;
  /** A folder that is removed when the server has ended, however it ends. */
  scratchDir: string;
}

export interface LaunchedServer {
  /** Shuts the server down: running statements are cancelled, everything committed is on disk. */
  stop(): Promise<void>;
}

const STOP_PATIENCE_MS = 15_000;

/** Starts a server and resolves when it takes connections; throws ServerStartError when it ends before that. */
export async function launchServer(options: LaunchOptions): Promise<LaunchedServer> {
  const child = spawnGuarded(options);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await waitUntilReady(child);
  // The server is no reason for this process to stay alive; when it ends, the guard stops the server.
  for (const handle of [child, child.stdin, child.stderr]) (handle as { unref?: () => void } | null)?.unref?.();
  return {
    async stop() {
      child.ref();
      child.stdin?.end();
      const impatience = setTimeout(() => killGroup(child), STOP_PATIENCE_MS);
      await exited;
      clearTimeout(impatience);
    },
  };
}

function spawnGuarded(options: LaunchOptions): ChildProcess {
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = [options.program, "-D", options.dataPath, "-p", String(options.port), ...settings];
  return spawn("/bin/sh", ["-c", SERVER_GUARD, "postgres-guard", ...server], {
    ...options.account,
    cwd: "/",
    // A session of its own, or the terminal's Ctrl-C would stop the server before the program has let go of it.
    detached: true,
    env: { ...process.env, SCRATCH: options.scratchDir },
    stdio: ["pipe", "ignore", "pipe", options.inheritedFd ?? "ignore"],
  });
}

function waitUntilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = "";
    child.once("error", reject);
    child.once("exit", () => reject(new ServerStartError(log)));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-8000);
      if (log.includes("ready to accept connections")) resolve();
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGQUIT"); // immediate shutdown; the next start recovers
  } catch {
    // gone in the meantime
  }
}
