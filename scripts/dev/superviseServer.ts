import { type ChildProcess, fork } from "node:child_process";
import { watch } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RunningServer } from "../../apps/server/src/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = `${root}apps/server/src/main.ts`;
const sources = ["apps/server/src", "packages/api/src", "packages/db/src", "packages/queue/src"];

/** Changes within this many milliseconds, for example of a checkout, cause one restart. */
const debounceMs = 150;

export interface SuperviseOptions {
  /** Environment of the server. */
  env: NodeJS.ProcessEnv;
  /** Called each time the server has started. */
  onReady: (server: RunningServer) => void;
}

/** Runs the server in its own process and restarts it when one of its source files changes. */
export function superviseServer(options: SuperviseOptions): { stop(): Promise<void> } {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let restarting: Promise<void> = Promise.resolve();
  let isStopped = false;

  function start(): void {
    // When this process ends, its connection to the server closes, and the server stops.
    const started = fork(program, { env: options.env, execArgv: ["--conditions=source"], detached: true });
    started.on("message", (message) => options.onReady(message as RunningServer));
    started.on("exit", () => {
      if (child !== started) return;
      child = undefined;
      if (!isStopped) console.error("  The server crashed. Waiting for a file change to restart.");
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
    console.log(`  ${what} changed: restarting the server.`);
    await end();
    if (!isStopped) start();
  }

  const watchers = sources.map((source) =>
    watch(`${root}${source}`, { recursive: true }, (_event, file) => {
      if (!file?.endsWith(".ts") || file.endsWith(".test.ts")) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        restarting = restarting.then(() => restart(`${source}/${file}`));
      }, debounceMs);
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
