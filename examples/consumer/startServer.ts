import { spawn } from "node:child_process";
import { once } from "node:events";
import { findFreePort } from "@package/db/embedded";
import { vi } from "vitest";

/** Starts a program that listens on the port in PORT, and resolves when it responds. */
export async function startServer(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<AsyncDisposable & { url: string }> {
  const port = await findFreePort();
  const server = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const exit = once(server, "exit");
  const url = `http://localhost:${port}`;
  const responds = () => {
    if (server.exitCode !== null) throw new Error(`${args.join(" ")} ended with the exit code ${server.exitCode}.`);
    return fetch(url).then(
      () => true,
      () => false,
    );
  };
  await vi.waitUntil(responds, { timeout: 60_000, interval: 100 });
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await exit;
    },
  };
}
