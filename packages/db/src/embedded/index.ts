// An entry of its own, so that bundles of an app with the client do not contain the launcher.
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  findFreePort,
  type PostgresVersion,
  startEmbeddedPostgres,
} from "@package/postgres/embedded";
