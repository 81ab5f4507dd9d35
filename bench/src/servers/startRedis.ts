import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { findFreePort } from "@package/db/embedded";
import { Redis } from "ioredis";

export interface RedisServer {
  url: string;
  version: string;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts Redis as BullMQ's production guide recommends: append-only file, written to disk every second, no eviction. Installs
 * Debian's package if Redis is missing. Returns undefined when that is not possible.
 */
export async function startRedis(folder: string): Promise<RedisServer | undefined> {
  if (!isInstalled() && !install()) return undefined;
  const port = await findFreePort();
  const server = spawn(
    "redis-server",
    [
      "--port",
      `${port}`,
      "--bind",
      "127.0.0.1",
      "--dir",
      folder,
      "--appendonly",
      "yes",
      "--appendfsync",
      "everysec",
      "--maxmemory-policy",
      "noeviction",
      "--save",
      "",
    ],
    { stdio: "ignore" },
  );
  const client = new Redis({ host: "127.0.0.1", port, maxRetriesPerRequest: null });
  client.on("error", () => {});
  const info = await client.info("server");
  return {
    url: `redis://127.0.0.1:${port}/0`,
    version: /redis_version:(\S+)/.exec(info)?.[1] ?? "",
    flush: async () => void (await client.flushall()),
    stop: async () => {
      client.disconnect();
      server.kill("SIGTERM");
      await once(server, "exit");
    },
  };
}

function isInstalled(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

function install(): boolean {
  const apt = (...args: string[]) => spawnSync("apt-get", args, { stdio: "ignore" }).status === 0;
  return apt("install", "-y", "redis-server") || (apt("update") && apt("install", "-y", "redis-server"));
}
