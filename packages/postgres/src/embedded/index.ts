// An entry of its own, so that bundles of an app with a client do not contain the launcher.
export { findFreePort } from "./findFreePort.ts";
export { BinariesMissingError } from "./findPostgresBinaries.ts";
export {
  binariesRelease,
  DEFAULT_POSTGRES_VERSION,
  type PostgresVersion,
  parsePostgresVersion,
} from "./postgresVersions.ts";
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "./startEmbeddedPostgres.ts";
