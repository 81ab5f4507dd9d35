import { spawn } from "node:child_process";
import { formatSeconds } from "./progress/formatSeconds.ts";

export interface Step {
  /** What it does, for the lines that tell of it: `Building`. */
  title: string;
  /** Why it takes its time. */
  hint: string;
  command: string;
  args: readonly string[];
  cwd: string;
}

/**
 * Runs a program that says little, and tells what is under way: in the beginning, every `everyMs`, and in the end. Answers
 * its exit code, 1 when it was killed. Rejects when it cannot be started.
 */
export async function runStep(step: Step, say = console.log, everyMs = 15_000): Promise<number> {
  const { title, hint, command, args, cwd } = step;
  const startedAt = Date.now();
  const since = () => formatSeconds(Date.now() - startedAt);
  say(`${title}: ${hint} …`);
  const child = spawn(command, args, { cwd, stdio: "inherit" });
  const ticker = setInterval(() => say(` … ${title}, for ${since()} so far`), everyMs);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (exitCode) => resolve(exitCode ?? 1));
    });
    say(code === 0 ? `${title}: done after ${since()}.` : `${title} failed with exit code ${code} after ${since()}.`);
    return code;
  } finally {
    clearInterval(ticker);
  }
}
