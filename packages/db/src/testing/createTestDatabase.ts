import { cloneDatabase, type DatabaseSettings } from "@package/postgres";
import { createPrismaClient } from "../createPrismaClient.ts";
import type { PrismaClient } from "../generated/client.ts";
import { testSettings } from "./databaseSettings.ts";
import type { TestServer } from "./openTestServer.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The server that globalSetup.ts opened for this test run. */
    postgres: Pick<TestServer, "url" | "template">;
  }
}

export interface TestDatabase {
  url: string;
  /** The client of `@package/db`, which reads and writes times correctly with all settings of the database. */
  db: PrismaClient;
  /** Closes `db` and removes the database. Connections that are still open are cut. */
  drop(): Promise<void>;
}

/**
 * Creates an empty database with all migrations, on the server of the test run, or on `server` in a program that opened one
 * itself. It takes some tens of milliseconds; create one database per test file.
 * @param settings - of the database; default {@link testSettings}, which few other databases have
 */
export async function createTestDatabase(
  server?: Pick<TestServer, "url" | "template">,
  settings: DatabaseSettings = testSettings,
): Promise<TestDatabase> {
  const { url: serverUrl, template } = server ?? (await readProvidedServer());
  const clone = await cloneDatabase(serverUrl, { template, prefix: "queue_test", settings });
  const db = createPrismaClient(clone.url);
  return {
    url: clone.url,
    db,
    async drop() {
      await db.$disconnect();
      await clone.drop();
    },
  };
}

/** Only for tests: Vitest can be imported only in its own processes. */
async function readProvidedServer(): Promise<Pick<TestServer, "url" | "template">> {
  const { inject } = await import("vitest");
  const server = inject("postgres");
  if (server) return server;
  throw new Error(
    "No PostgreSQL server was opened for this test: its vitest project must list @package/db/testing's globalSetup.ts under globalSetup.",
  );
}
