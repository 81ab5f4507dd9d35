import { readdir, readFile } from "node:fs/promises";

/** The folder `prisma` of the package, from the sources and from the bundle. */
const folder = new URL("../../prisma/", import.meta.url);

/** What the package contains for the schema of a project. */
export interface PackageFiles {
  /** The models, for Prisma. */
  models: string;
  /** SQL for all tables. */
  createSql: string;
  /** SQL for what Prisma cannot express. */
  queueSql: string;
  /** SQL for each version from the version before it, in their order. */
  upgrades: readonly Upgrade[];
  /** The comment lines of the models, of this version and of all before it. Other comments are the user's. */
  comments: ReadonlySet<string>;
}

/** The step to one version of the schema. */
export interface Upgrade {
  version: number;
  sql: string;
}

/** Reads the files of the package that is installed. */
export async function readPackageFiles(): Promise<PackageFiles> {
  const read = (path: string) => readFile(new URL(path, folder), "utf8");
  const [models, createSql, queueSql, former, names] = await Promise.all([
    read("queue.prisma"),
    read("create.sql"),
    read("queue.sql"),
    read("formerComments.txt"),
    readdir(new URL("upgrade/", folder)),
  ]);
  const versions = names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
  const upgrades = await Promise.all(
    versions.map(async (version) => ({ version, sql: await read(`upgrade/${version}.sql`) })),
  );
  const comments = new Set(
    `${models}\n${former}`
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line.startsWith("//")),
  );
  return { models, createSql, queueSql, upgrades, comments };
}
