import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface ProgramOptions {
  /** Further environment variables. */
  env?: Readonly<Record<string, string>>;
  /** Milliseconds that the program's `Date` is ahead of the machine's; negative: behind. Default 0. */
  clockSkewMs?: number;
}

/** A TypeScript program in its own process. */
export interface Program {
  readonly pid: number;
  /** The lines that it has printed so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line that matches, also an earlier one. Rejects when the program ends without it. */
  waitForLine(pattern: RegExp): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process has ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly hasEnded: boolean;
}

/** One listener for all of them: Node.js warns of more than ten. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

const skewPreload = new URL("./skewClock.ts", import.meta.url).href;

/** Starts a program. It is killed when this process ends. */
export function startProgram(file: string | URL, options: ProgramOptions = {}): Program {
  const { env = {}, clockSkewMs = 0 } = options;
  const child = spawn(
    process.execPath,
    ["--conditions=source", "--import", skewPreload, file instanceof URL ? fileURLToPath(file) : file],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env, CLOCK_SKEW_MS: String(clockSkewMs), NODE_NO_WARNINGS: "1" },
    },
  );
  return watchProgram(child);
}

function watchProgram(child: ChildProcess): Program {
  const lines: string[] = [];
  const watchers = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        for (const watch of watchers) watch(line);
      }
    });
  }
  let hasEnded = false;
  running.add(child);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("close", (code, signal) => {
      hasEnded = true;
      running.delete(child);
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid ?? 0,
    lines,
    waitForLine: (pattern) =>
      new Promise((resolve, reject) => {
        const printed = lines.find((line) => pattern.test(line));
        if (printed !== undefined) return resolve(printed);
        const watch = (line: string) => {
          if (!pattern.test(line)) return;
          watchers.delete(watch);
          resolve(line);
        };
        watchers.add(watch);
        void ended.then(({ code, signal }) =>
          reject(new Error(`the program ended (${code ?? signal}) before it printed ${pattern}:\n${lines.join("\n")}`)),
        );
      }),
    signal: (name) => void child.kill(name),
    ended,
    get hasEnded() {
      return hasEnded;
    },
  };
}
