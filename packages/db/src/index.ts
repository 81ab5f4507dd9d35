export { createPrismaClient, type PrismaClientOptions } from "./createPrismaClient.ts";
export { DatabaseConnectionError, DatabaseSetupError } from "./DatabaseSetupError.ts";
export { db } from "./db.ts";
export { findFreePort } from "./embedded/findFreePort.ts";
export type { PostgresVersion } from "./embedded/postgresVersions.ts";
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "./embedded/startEmbeddedPostgres.ts";
export { Prisma, type PrismaClient } from "./generated/client.ts";
export { type MigrateOptions, migrate } from "./migrate.ts";
