import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../apps/server/src/main.ts", import.meta.url));

/** Starts the demo server in a process of its own. Its runner has no worker for the tasks of the benchmark. */
export async function startDemoServer(databaseUrl: string): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-demo-"));
  const child = fork(program, {
    execArgv: ["--conditions=source", "--disable-warning=ExperimentalWarning"],
    // Each account is created from an address of its own, so that the limit of sign-ins does not apply.
    env: { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: dataDir, TRUSTED_PROXIES: "127.0.0.1,::1" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const [ready] = await Promise.race([
    once(child, "message"),
    exited.then(([code]) => Promise.reject(new Error(`The demo server ended with ${code} before it was ready.`))),
  ]);
  return {
    url: (ready as { url: string }).url,
    async stop() {
      child.kill("SIGTERM");
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
