import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packPackage, pnpm } from "./packPackage.ts";
import { run } from "./run.ts";

/** A user's project outside of this workspace, which shows progress with the three packed packages. */
export interface ProgressProject {
  readonly folder: string;
  /** Runs a program of its dependencies. */
  bin(name: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string>;
  remove(): Promise<void>;
}

/** Copies `progress`, packs and installs the packages, and generates its Prisma client. @param versions - instead of its own */
export async function openProgress(versions: Record<string, string> = {}): Promise<ProgressProject> {
  const folder = await mkdtemp(join(tmpdir(), "queue-progress-"));
  await cp(fileURLToPath(new URL("progress", import.meta.url)), folder, { recursive: true });
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  for (const group of [manifest.dependencies, manifest.devDependencies])
    for (const name of Object.keys(group)) group[name] = versions[name] ?? group[name];
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  for (const name of ["queue", "api", "react"] as const) await packPackage(name, join(folder, `${name}.tgz`));
  await pnpm(["install", "--prefer-offline", "--no-frozen-lockfile"], folder);

  const bin: ProgressProject["bin"] = (name, args, env) =>
    run(join(folder, "node_modules/.bin", name), args, folder, env);
  const models = await readFile(join(folder, "node_modules/@package/queue/prisma/queue.prisma"), "utf8");
  const generator = await readFile(join(folder, "prisma/generator.prisma"), "utf8");
  await writeFile(join(folder, "prisma/schema.prisma"), `${generator}\n${models}`);
  await rm(join(folder, "prisma/generator.prisma"));
  // Prisma looks for its native engine before it generates, and would download it; any program works.
  await bin("prisma", ["generate"], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath });
  return { folder, bin, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
