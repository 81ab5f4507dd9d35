import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { findFreePort } from "@package/db/embedded";

export interface NextServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts a built Next.js app with `next start`, and resolves when it accepts requests. */
export async function startNext(bin: string, app: string, env: NodeJS.ProcessEnv): Promise<NextServer> {
  const port = await findFreePort();
  const args = [bin, "start", app, "--port", String(port), "--hostname", "127.0.0.1"];
  const server = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(server, "exit");
  let printed = "";
  for await (const line of createInterface({ input: server.stdout })) {
    printed += `${line}\n`;
    if (line.includes("Ready in")) break;
  }
  if (!printed.includes("Ready in")) throw new Error(`next start ended before it was ready:\n${printed}`);
  server.stdout.resume();
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await exit;
    },
  };
}
