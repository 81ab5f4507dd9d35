import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@package/db/embedded";
import type { QueueKind } from "../BenchQueue.ts";
import { QueueProcess } from "../processes/QueueProcess.ts";
import { makeFolder } from "./makeFolder.ts";
import { postgresSettings } from "./postgresSettings.ts";
import { closeQueries, queryOnce } from "./queryOnce.ts";
import { type RedisServer, startRedis } from "./startRedis.ts";

/** An empty store of one queue, for one measurement. */
export interface Arena {
  url: string;
  drop(): Promise<void>;
}

/** The PostgreSQL server, and if needed the Redis server, for all queues. */
export class BenchServers {
  readonly adminUrl: string;
  readonly postgresVersion: string;
  readonly redis: RedisServer | undefined;
  readonly #stopPostgres: () => Promise<void>;
  readonly #folder: string;
  readonly #templates = new Map<string, string>();

  private constructor(parts: {
    adminUrl: string;
    postgresVersion: string;
    redis: RedisServer | undefined;
    stopPostgres: () => Promise<void>;
    folder: string;
  }) {
    this.adminUrl = parts.adminUrl;
    this.postgresVersion = parts.postgresVersion;
    this.redis = parts.redis;
    this.#stopPostgres = parts.stopPostgres;
    this.#folder = parts.folder;
  }

  /**
   * @param parentFolder - folder for the data; the speed of its disk is part of the results
   * @param settings - further settings of PostgreSQL
   */
  static async start(
    parentFolder: string,
    needsRedis: boolean,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<BenchServers> {
    const folder = await makeFolder(parentFolder);
    const postgres = await startEmbeddedPostgres({
      dataDir: join(folder, "postgres"),
      settings: { ...postgresSettings, ...settings },
    });
    const [row] = await queryOnce<{ version: string }>(
      postgres.url,
      "SELECT current_setting('server_version') AS version",
    );
    return new BenchServers({
      adminUrl: postgres.url,
      postgresVersion: row?.version ?? "",
      redis: needsRedis ? await startRedis(folder) : undefined,
      stopPostgres: postgres.stop,
      folder,
    });
  }

  /** Creates an empty store with the queue's tables. */
  async openArena(kind: QueueKind): Promise<Arena> {
    if (kind.store === "redis") return this.#openRedis();
    const name = `bench_${randomBytes(4).toString("hex")}`;
    await queryOnce(this.adminUrl, `CREATE DATABASE ${name} TEMPLATE ${await this.#template(kind)}`);
    // Each measurement starts after a checkpoint, so that all queues write the same full-page images.
    await queryOnce(this.adminUrl, "CHECKPOINT");
    const url = withDatabase(this.adminUrl, name);
    return {
      url,
      drop: async () => {
        await closeQueries(url);
        await queryOnce(this.adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
      },
    };
  }

  async stop(): Promise<void> {
    await closeQueries();
    await this.redis?.stop();
    await this.#stopPostgres();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #openRedis(): Promise<Arena> {
    const { redis } = this;
    if (!redis) throw new Error("Redis was not started.");
    await redis.flush();
    return { url: redis.url, drop: () => redis.flush() };
  }

  async #template(kind: QueueKind): Promise<string> {
    let template = this.#templates.get(kind.name);
    if (template === undefined) {
      template = `template_${kind.name.replaceAll("-", "_")}`;
      await queryOnce(this.adminUrl, `CREATE DATABASE ${template}`);
      const url = withDatabase(this.adminUrl, template);
      await queryOnce(url, "CREATE EXTENSION pg_stat_statements");
      await closeQueries(url);
      const process = new QueueProcess(kind.name, url);
      try {
        await process.call("setUp");
      } finally {
        await process.close();
      }
      this.#templates.set(kind.name, template);
    }
    return template;
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
