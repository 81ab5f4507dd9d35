import { spawn } from "node:child_process";
import { formatSeconds } from "./progress/formatSeconds.ts";

export interface Step {
  /** What it does, for the printed lines: `Building`. */
  title: string;
  /** How long it takes, or why. */
  hint: string;
  command: string;
  args: readonly string[];
  cwd: string;
}

/**
 * Runs a program and prints a line when it starts, every `everyMs`, and when it ends. The program's own output is printed only
 * when it fails. Returns its exit code, 1 when it was killed. Rejects when it cannot be started.
 */
export async function runStep(step: Step, say = console.log, everyMs = 15_000): Promise<number> {
  const { title, hint, command, args, cwd } = step;
  const startedAt = Date.now();
  const since = () => formatSeconds(Date.now() - startedAt);
  say(`${title} (${hint}) …`);
  const child = spawn(command, args, { cwd, stdio: ["inherit", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const ticker = setInterval(() => say(` … ${title}, ${since()} so far`), everyMs);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode) => resolve(exitCode ?? 1));
    });
    if (code !== 0) say(output.trimEnd());
    say(`${title}: ${code === 0 ? "done" : `failed with exit code ${code}`} after ${since()}.`);
    return code;
  } finally {
    clearInterval(ticker);
  }
}
