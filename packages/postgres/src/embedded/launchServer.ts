import { type ChildProcess, spawn } from "node:child_process";
import { DatabaseSetupError } from "../DatabaseSetupError.ts";
import type { ServerAccount } from "./chooseServerAccount.ts";

export interface LaunchOptions {
  /** The `postgres` program. */
  program: string;
  /** The data folder, as a path that the server can open. */
  dataPath: string;
  /** An open folder that the server inherits as file descriptor 3; `dataPath` may go through it. */
  inheritedFd: number | undefined;
  port: number;
  settings: Readonly<Record<string, string>>;
  account: ServerAccount | undefined;
  /** A folder that is removed after the server has ended, also after a crash. */
  scratchDir: string;
}

export interface LaunchedServer {
  /** Shuts the server down. Running statements are cancelled; all committed data is on disk. */
  stop(): Promise<void>;
}

const STOP_LIMIT_MS = 15_000;

/** The server process ended before it accepted connections. */
export class ServerStartError extends DatabaseSetupError {
  override readonly name = "ServerStartError";
  /** Output of the server, at most the last 8,000 characters. */
  readonly log: string;

  constructor(log: string) {
    super(`PostgreSQL did not start. Its output:\n${log.trim() || "(none)"}`);
    this.log = log;
  }

  /** Whether another server uses the data folder, or did a moment ago. */
  get isFolderInUse(): boolean {
    return /lock file ".*" already exists|pre-existing shared memory block/.test(this.log);
  }

  /** Whether another process took the port between the probe and the start of the server. */
  get isPortTaken(): boolean {
    return this.log.includes("Address already in use");
  }
}

/**
 * A shell script that runs the server ("$@") as long as the other end of its stdin is open. Node keeps it open. When Node
 * closes it, or dies of any signal, the server gets SIGINT, a fast and clean shutdown, and then the folder $SCRATCH is removed.
 * When the server ends by itself the folder stays, because Node may start the server again.
 */
const SERVER_GUARD = `
exec 4<&0 </dev/null
trap 'released=yes' USR1
"$@" 4<&- &
server=$!
{ while read -r line <&4; do :; done; kill -USR1 $$; kill -INT $server; } 2>/dev/null &
guard=$!
wait $server
status=$?
while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
if [ "$released" = yes ]; then rm -rf "$SCRATCH" 2>/dev/null; else kill $guard; fi
exit $status
`;

/** Starts a server. Resolves when it accepts connections. @throws ServerStartError when it ends before that */
export async function launchServer(options: LaunchOptions): Promise<LaunchedServer> {
  const child = spawnGuarded(options);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await waitUntilReady(child);
  // The server must not keep this process alive. When this process ends, the guard stops the server.
  for (const handle of [child, child.stdin, child.stderr]) (handle as { unref?: () => void } | null)?.unref?.();
  return {
    async stop() {
      child.ref();
      child.stdin?.end();
      const timer = setTimeout(() => killGroup(child), STOP_LIMIT_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

function spawnGuarded(options: LaunchOptions): ChildProcess {
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = [options.program, "-D", options.dataPath, "-p", String(options.port), ...settings];
  return spawn("/bin/sh", ["-c", SERVER_GUARD, "postgres-guard", ...server], {
    ...options.account,
    cwd: "/",
    // In its own session, because the terminal's Ctrl-C would otherwise stop the server before its clients have closed.
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
    // it has already ended
  }
}
