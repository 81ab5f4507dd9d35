import { existsSync, statSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { CliError } from "../CliError.ts";
import { loadPrismaConfig } from "./loadPrismaConfig.ts";
import { readBlocks, type SchemaFile } from "./schemaText.ts";

/** The lowest Prisma with partial indexes. */
const lowestPrisma = [7, 4] as const;

/** Where the project of the user has its schema and its migrations. All paths are absolute. */
export interface Project {
  root: string;
  /** The file of a schema that has one, or its folder. */
  schemaPath: string;
  isFolder: boolean;
  files: readonly SchemaFile[];
  migrationsPath: string;
  /** The existing migrations, in their order. */
  migrations: readonly { name: string; sql: string }[];
  /** URL of the database in prisma.config.ts. */
  url: string | undefined;
}

/**
 * Finds the Prisma schema of the project in `root`: at `--schema`, in prisma.config.ts, in package.json, or in the usual places.
 * @throws CliError when there is none, or Prisma is missing or older than 7.4
 */
export async function findProject(root: string, schemaOption: string | undefined): Promise<Project> {
  requirePrisma(root);
  const config = await loadPrismaConfig(root, schemaOption !== undefined);
  const schemaPath = await findSchema(root, schemaOption, config?.schema);
  const isFolder = statSync(schemaPath).isDirectory();
  const files = await readSchemaFiles(schemaPath, isFolder);
  const migrationsPath = config?.migrations ?? join(findDatasourceFolder(files) ?? dirname(schemaPath), "migrations");
  const migrations = await readMigrations(migrationsPath);
  return { root, schemaPath, isFolder, files, migrationsPath, migrations, url: config?.url };
}

function requirePrisma(root: string): void {
  let version: string;
  try {
    ({ version } = createRequire(join(root, "package.json"))("prisma/package.json") as { version: string });
  } catch {
    throw new CliError(
      `Prisma is not installed in ${root}. Install it with "npm install --save-dev prisma", and run this command in the folder of its package.json.`,
    );
  }
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > lowestPrisma[0] || (major === lowestPrisma[0] && minor >= lowestPrisma[1])) return;
  throw new CliError(
    `Prisma ${version} is installed, but the queue needs 7.4 or newer: older versions have no partial indexes. Upgrade it with "npm install --save-dev prisma@latest" and "npm install @prisma/client@latest".`,
  );
}

async function findSchema(root: string, option: string | undefined, configured: string | undefined): Promise<string> {
  const given = option ?? configured ?? (await readPackageSetting(root));
  if (given !== undefined) {
    const path = resolve(root, given);
    if (existsSync(path)) return path;
    const source = option ? "--schema" : configured ? "prisma.config.ts" : "package.json";
    throw new CliError(
      `There is no Prisma schema at ${path}, the path in ${source}. Correct the path, or pass --schema.`,
    );
  }
  const usual = ["prisma/schema.prisma", "prisma/schema", "schema.prisma"];
  const found = usual.map((path) => join(root, path)).find((path) => existsSync(path));
  if (found) return found;
  throw new CliError(
    `There is no Prisma schema in ${root} (looked for ${usual.join(", ")}). Create one with "npx prisma init --datasource-provider postgresql", or pass --schema.`,
  );
}

/** Returns `prisma.schema` of package.json. Prisma itself no longer reads it, but projects that come from version 6 have it. */
async function readPackageSetting(root: string): Promise<string | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { prisma?: { schema?: string } };
    return manifest.prisma?.schema;
  } catch {
    return undefined;
  }
}

async function readSchemaFiles(path: string, isFolder: boolean): Promise<SchemaFile[]> {
  const entries = isFolder ? await readdir(path, { recursive: true, withFileTypes: true }) : [];
  const inFolder = entries
    .filter((entry) => entry.name.endsWith(".prisma") && !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const paths = isFolder ? inFolder.sort() : [path];
  return Promise.all(paths.map(async (file) => ({ path: file, text: await readFile(file, "utf8") })));
}

/** Prisma looks for migrations beside the file that has the datasource. */
function findDatasourceFolder(files: readonly SchemaFile[]): string | undefined {
  const file = files.find(({ text }) => readBlocks(text).some(({ kind }) => kind === "datasource"));
  return file && dirname(file.path);
}

async function readMigrations(folder: string): Promise<{ name: string; sql: string }[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => existsSync(join(folder, entry.name, "migration.sql")))
    .map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(join(folder, name, "migration.sql"), "utf8") })),
  );
}
