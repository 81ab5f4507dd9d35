import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findFreePort } from "@package/db/embedded";
import { vi } from "vitest";

const source = fileURLToPath(new URL("../../nextjs", import.meta.url));
const examples = fileURLToPath(new URL("../../", import.meta.url));

/** The Next.js example in a folder. */
export interface NextApp {
  readonly folder: string;
  /** Runs the script `build` of its package.json. Rejects with its output if it fails. */
  build(): Promise<void>;
  /** Runs the script `start` or `dev`, and resolves when the server responds. */
  run(script: "start" | "dev", env: Record<string, string>): Promise<NextServer>;
  /** Ends its servers, and removes the folder of a copy. */
  close(): Promise<void>;
}

export interface NextServer {
  readonly url: string;
  /** What it has printed. */
  output(): string;
  /** Sends a signal to its processes, and returns the exit code and the signal that ended the process. */
  end(signal: NodeJS.Signals): Promise<[number | null, NodeJS.Signals | null]>;
}

/** The example in its own folder, where the cache of earlier builds is. */
export const openNextApp = (): NextApp => createNextApp(source, async () => {});

/** A copy that a test may change, beside the example: Turbopack follows no links out of the repository. */
export async function copyNextApp(): Promise<NextApp> {
  const folder = await mkdtemp(join(examples, ".nextjs-"));
  const isSource = (path: string) => !["node_modules", ".next"].includes(basename(path));
  await cp(source, folder, { recursive: true, filter: isSource });
  await symlink(join(source, "node_modules"), join(folder, "node_modules"));
  return createNextApp(folder, () => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
}

function createNextApp(folder: string, remove: () => Promise<void>): NextApp {
  const running = new Set<ChildProcess>();
  // `next dev` runs the server in a process of its own, which ends with the group.
  const kill = (child: ChildProcess) => process.kill(-(child.pid as number), "SIGKILL");
  process.once("exit", () => running.forEach(kill));
  const spawnScript = async (name: string, args: string, env: Record<string, string>) => {
    const child = await spawnPackageScript(folder, name, args, env);
    running.add(child);
    child.once("exit", () => running.delete(child));
    return child;
  };

  return {
    folder,
    async build() {
      const child = await spawnScript("build", "", {});
      const output = collectOutput(child);
      const [code] = await once(child, "exit");
      if (code !== 0) throw new Error(`next build failed:\n${output()}`);
    },
    async run(script, env) {
      const port = await findFreePort();
      const child = await spawnScript(script, `--port ${port}`, env);
      const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
      const output = collectOutput(child);
      const url = `http://localhost:${port}`;
      const responds = async () => {
        if (child.exitCode !== null) throw new Error(`next ${script} ended:\n${output()}`);
        return await fetch(`${url}/api/contacts`).then(
          () => true,
          () => false,
        );
      };
      await vi.waitUntil(responds, { timeout: 120_000, interval: 200 });
      return {
        url,
        output,
        end(signal) {
          if (running.has(child)) process.kill(-(child.pid as number), signal);
          return exited;
        },
      };
    },
    async close() {
      for (const child of running) {
        kill(child);
        await once(child, "exit");
      }
      await remove();
    },
  };
}

async function spawnPackageScript(folder: string, name: string, args: string, env: Record<string, string>) {
  const { scripts } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const path = `${join(folder, "node_modules/.bin")}:${process.env.PATH}`;
  // `exec` replaces the shell, so that signals reach Next.js. A build needs no database.
  const { DATABASE_URL: _, NODE_ENV: __, ...inherited } = process.env;
  return spawn("sh", ["-c", `exec env ${scripts[name]} ${args}`], {
    cwd: folder,
    env: { ...inherited, PATH: path, NEXT_TELEMETRY_DISABLED: "1", ...env } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
}

function collectOutput(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
  return () => text;
}
