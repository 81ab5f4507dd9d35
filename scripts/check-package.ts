// Packs @package/queue as it would be published and lets publint and attw look at the tarball.
//   pnpm check:package
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @throws Error when the program cannot be started or finds a fault */
function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (error || status !== 0) throw new Error(`${command} ${args.join(" ")} failed.`, { cause: error });
}

const folder = await mkdtemp(join(tmpdir(), "queue-package-"));
try {
  const tarball = join(folder, "queue.tgz");
  run("npx", ["-y", "--prefer-offline", "pnpm@12", "--filter", "@package/queue", "pack", "--out", tarball]);
  run(join(root, "node_modules/.bin/publint"), ["run", tarball, "--strict"]);
  // ESM only: what a CommonJS require would find is not asked.
  run(join(root, "node_modules/.bin/attw"), [tarball, "--profile", "esm-only"]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
