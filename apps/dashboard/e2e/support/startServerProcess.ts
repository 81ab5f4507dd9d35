import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../server/src/main.ts", import.meta.url));

export interface ServerProcess {
  url: string;
  pid: number;
  /** Ends the server as a deployment does. */
  stop(): Promise<void>;
  /** Ends the server without a warning. */
  kill(): Promise<void>;
}

/** Starts the server as in production, on the next free port or on PORT. Rejects with its output if it does not start. */
export async function startServerProcess(env: Record<string, string>): Promise<ServerProcess> {
  const child = fork(program, {
    execArgv: ["--conditions=source"],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, SHUTDOWN_GRACE_MS: "2000", ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  const exited = once(child, "exit");
  const [ready] = await Promise.race([
    once(child, "message"),
    exited.then(([code]) => Promise.reject(new Error(`The server ended with ${code} before it was ready:\n${output}`))),
  ]);
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await exited;
  };
  return { url: (ready as { url: string }).url, pid: child.pid ?? 0, stop: end("SIGTERM"), kill: end("SIGKILL") };
}
