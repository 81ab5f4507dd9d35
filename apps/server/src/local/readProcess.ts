import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface ProcessFacts {
  parentPid: number;
  /** When it started: the same string at each call, and another one for a later process with the same number. */
  start: string;
  /** Program and arguments. */
  command: string;
}

/** Reads what the operating system knows about a process. Returns null when there is none, or it has ended (a zombie). */
export async function readProcess(pid: number): Promise<ProcessFacts | null> {
  return process.platform === "linux" ? await readFromProc(pid) : await readFromPs(pid);
}

async function readFromProc(pid: number): Promise<ProcessFacts | null> {
  try {
    const [stat, command, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile(`/proc/${pid}/cmdline`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    // The name in parentheses may contain anything. After it come the state, the parent and, as the 20th field, the start.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null;
    return {
      parentPid: Number(fields[1]),
      start: `${boot.trim()}/${fields[19]}`,
      command: command.replaceAll("\0", " "),
    };
  } catch {
    return null;
  }
}

async function readFromPs(pid: number): Promise<ProcessFacts | null> {
  const asked = ["-o", "ppid=,lstart=,args=", "-p", String(pid)];
  const { stdout } = await run("ps", asked, { env: { LC_ALL: "C" } }).catch(() => ({ stdout: "" }));
  const [, parentPid, start, command] = /^\s*(\d+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)/.exec(stdout) ?? [];
  return start === undefined || command === undefined ? null : { parentPid: Number(parentPid), start, command };
}
