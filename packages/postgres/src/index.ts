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
export { type MigrateOptions, migrate } from "./migrate.ts";
export { type Migration, readMigrations } from "./readMigrations.ts";
export { UtcClient } from "./UtcClient.ts";
