export { connectClient } from "./connectClient.ts";
export { type ConnectionConfig, connectionConfig, readSchemaName } from "./connectionConfig.ts";
export { DatabaseConnectionError, DatabaseSetupError } from "./DatabaseSetupError.ts";
export {
  type ClonedDatabase,
  type CloneOptions,
  cloneDatabase,
  type DatabaseSettings,
  ensureTemplate,
  type TemplateOptions,
} from "./databases.ts";
export { ErrorTolerantClient } from "./ErrorTolerantClient.ts";
export { findFreePort } from "./embedded/findFreePort.ts";
export { BinariesMissingError } from "./embedded/findPostgresBinaries.ts";
export {
  binariesRelease,
  DEFAULT_POSTGRES_VERSION,
  type PostgresVersion,
  parsePostgresVersion,
} from "./embedded/postgresVersions.ts";
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "./embedded/startEmbeddedPostgres.ts";
export { type MigrateOptions, migrate } from "./migrate.ts";
export { type Migration, readMigrations } from "./readMigrations.ts";
export { UtcClient } from "./UtcClient.ts";
