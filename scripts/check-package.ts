// Packs the public packages as for publishing, and checks the tarballs with publint and attw.
//   pnpm check:package
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readPublicPackages } from "./publicPackages.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a program. @throws Error when it cannot be started or fails */
function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (error || status !== 0) throw new Error(`${command} ${args.join(" ")} failed.`, { cause: error });
}

const folder = await mkdtemp(join(tmpdir(), "queue-package-"));
try {
  for (const { name } of readPublicPackages(root)) {
    const tarball = join(folder, `${name.replace(/\W+/g, "-")}.tgz`);
    run("npx", ["-y", "--prefer-offline", "pnpm@12", "--filter", name, "pack", "--out", tarball]);
    run(join(root, "node_modules/.bin/publint"), ["run", tarball, "--strict"]);
    // The packages are ESM only, so CommonJS is not checked. The consumer test reads the files of the subpath ./prisma/*.
    run(join(root, "node_modules/.bin/attw"), [tarball, "--profile", "esm-only"]);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
