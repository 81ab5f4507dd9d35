import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A package that is published. */
export interface PublicPackage {
  name: string;
  version: string;
  /** Relative to the repository. */
  folder: string;
}

/** Returns the packages that are published, by folder: those that are not private. @param root - of the repository */
export function readPublicPackages(root: string): PublicPackage[] {
  return globSync("packages/*/package.json", { cwd: root })
    .toSorted()
    .flatMap((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), "utf8")) as PublicPackage & { private?: boolean };
      return manifest.private ? [] : [{ name: manifest.name, version: manifest.version, folder: dirname(path) }];
    });
}

/** Returns the version of all public packages. @throws Error if they differ */
export function readCommonVersion(packages: readonly PublicPackage[]): string {
  const [version, ...others] = new Set(packages.map((one) => one.version));
  if (version !== undefined && others.length === 0) return version;
  const list = packages.map((one) => `${one.name} ${one.version}`).join(", ");
  throw new Error(`All public packages are released with one version, but they are ${list}. Give them the same one.`);
}
