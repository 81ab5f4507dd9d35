import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPrismaClient, migrate } from "@package/db";
import { startEmbeddedPostgres } from "@package/db/embedded";
import { startDatabaseProxy } from "@package/faults";
import type { ProductDatabase } from "./startProduct.ts";

export interface RestartableDatabase extends ProductDatabase {
  /** Stops PostgreSQL, which ends all connections. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
}

/** Starts a PostgreSQL server of its own. The database has the same URL after a restart. */
export async function startRestartableDatabase(): Promise<RestartableDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "queue-e2e-postgres-"));
  const start = () => startEmbeddedPostgres({ dataDir: join(folder, "data"), settings: { fsync: "off" } });
  let server = await start();
  await migrate(server.url);
  const proxy = await startDatabaseProxy(server.url);
  const db = createPrismaClient(proxy.url);
  return {
    url: proxy.url,
    db,
    async stopServer() {
      proxy.setMode("refuse");
      await server.stop();
    },
    async startServer() {
      server = await start();
      proxy.setTarget(server.url);
      proxy.setMode("pass");
    },
    async drop() {
      await db.$disconnect();
      await proxy.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
