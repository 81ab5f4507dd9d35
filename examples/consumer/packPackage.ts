import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.ts";

export const workspace = fileURLToPath(new URL("../..", import.meta.url));

/** Runs pnpm in a folder. */
export const pnpm = (args: readonly string[], cwd: string): Promise<string> =>
  run("npx", ["-y", "--prefer-offline", "pnpm@12", ...args], cwd);

type PublicPackage = "queue" | "api" | "react";

/**
 * Packs a package as `pnpm build` left it. The script `prepack` does not run: it would empty the build while other tests use it.
 * @param tarball - the path of the new file
 */
export async function packPackage(name: PublicPackage, tarball: string): Promise<void> {
  await copyFile(join(workspace, "CHANGELOG.md"), join(workspace, "packages", name, "CHANGELOG.md")); // as prepack does
  await pnpm(["--filter", `@package/${name}`, "--config.ignore-scripts=true", "pack", "--out", tarball], workspace);
}
