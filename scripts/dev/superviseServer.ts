import { type ChildProcess, fork } from "node:child_process";
import { watch } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RunningServer } from "../../apps/server/src/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = `${root}apps/server/src/main.ts`;
const sources = ["apps/server/src", "packages/api/src", "packages/db/src", "packages/queue/src"];

/** Changes within this many milliseconds, of a checkout for instance, are one. */
const settleMs = 150;

export interface SuperviseOptions {
  /** Environment of the server. */
  env: NodeJS.ProcessEnv;
  /** Called each time the server has started. */
  onReady: (server: RunningServer) => void;
}

/** Runs the server in a process of its own and starts it again whenever a source file of it changes. */
export function superviseServer(options: SuperviseOptions): { stop(): Promise<void> } {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let restarting: Promise<void> = Promise.resolve();
  let isStopped = false;

  function start(): void {
    // Its connection to this process ends with this process, and the server with the connection.
    const started = fork(program, { env: options.env, execArgv: ["--conditions=source"], detached: true });
    started.on("message", (message) => options.onReady(message as RunningServer));
    started.on("exit", () => {
      if (child !== started) return;
      child = undefined;
      if (!isStopped) console.error("  The server ended. It starts again with the next change.");
    });
    child = started;
  }

  async function end(): Promise<void> {
    const running = child;
    if (!running) return;
    child = undefined;
    const exited = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGTERM");
    await exited;
  }

  async function restart(what: string): Promise<void> {
    console.log(`  ${what} changed: the server starts again.`);
    await end();
    if (!isStopped) start();
  }

  const watchers = sources.map((source) =>
    watch(`${root}${source}`, { recursive: true }, (_event, file) => {
      if (!file?.endsWith(".ts") || file.endsWith(".test.ts")) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        restarting = restarting.then(() => restart(`${source}/${file}`));
      }, settleMs);
    }),
  );
  start();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      await restarting;
      await end();
    },
  };
}
