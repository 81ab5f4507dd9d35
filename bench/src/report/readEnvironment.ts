import { readFile } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { queueKinds } from "../queues/queueKinds.ts";
import type { BenchServers } from "../servers/BenchServers.ts";
import type { Environment } from "./Results.ts";

export async function readEnvironment(servers: BenchServers): Promise<Environment> {
  const versions: Record<string, string> = {};
  for (const name of new Set([...queueKinds.map((kind) => kind.packageName), "pg", "@prisma/client"])) {
    const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
    versions[name] = (JSON.parse(await readFile(file, "utf8")) as { version: string }).version;
  }
  return {
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: servers.postgresVersion,
    redis: servers.redis?.version ?? null,
    versions,
  };
}
