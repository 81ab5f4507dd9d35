/** Returns the version of the first entry of a changelog, and its date or "not released yet". @throws Error */
export function readFirstEntry(changelog: string): { version: string; state: string } {
  const heading = /^## (?<version>\d+\.\d+\.\d+(?:-[\w.]+)?) \((?<state>[^)]+)\)$/m.exec(changelog)?.groups;
  const { version, state } = heading ?? {};
  if (version === undefined || state === undefined)
    throw new Error('The first entry of CHANGELOG.md must be called "## <version> (not released yet)".');
  return { version, state };
}

/**
 * Returns the changelog with a date in its first entry.
 * @param date - as 2026-11-28
 * @throws Error when the first entry is of another version, or is released
 */
export function dateRelease(changelog: string, version: string, date: string): string {
  const first = readFirstEntry(changelog);
  if (first.version !== version)
    throw new Error(
      `The package has version ${version}, and the first entry of CHANGELOG.md is ${first.version}. Make both the same.`,
    );
  if (first.state !== "not released yet")
    throw new Error(
      `CHANGELOG.md says that ${version} was released on ${first.state}. Begin an entry for the next version, and set it in packages/queue/package.json.`,
    );
  return changelog.replace(`## ${version} (${first.state})`, `## ${version} (${date})`);
}
