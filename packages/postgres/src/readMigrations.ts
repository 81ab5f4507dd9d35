import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Migration {
  /** The folder's name; migrations are applied in the order of their names. */
  name: string;
  sql: string;
}

/** Reads the `<name>/migration.sql` files of a folder such as `prisma/migrations`, in the order of their names. */
export async function readMigrations(migrationsDir: string): Promise<Migration[]> {
  const names = await readNames(migrationsDir);
  return Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(join(migrationsDir, name, "migration.sql"), "utf8") })),
  );
}

async function readNames(migrationsDir: string): Promise<string[]> {
  try {
    const entries = await readdir(migrationsDir, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    throw new Error(`There is no folder of migrations at ${migrationsDir}. Pass its path as migrationsDir.`, {
      cause: error,
    });
  }
}
