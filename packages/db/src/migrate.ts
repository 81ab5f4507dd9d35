import { join } from "node:path";
import { migrate as applyMigrations } from "@package/postgres";
import { prismaDir } from "./prismaDir.ts";

export interface MigrateOptions {
  /** Folder of the migrations, each a folder with a `migration.sql`. Default: `prisma/migrations` of this workspace. */
  migrationsDir?: string;
}

/** Where the migrations of this workspace are. */
export const ownMigrationsDir: string = join(prismaDir, "migrations");

/**
 * Applies the migrations that the database at `url` does not have yet, as `prisma migrate deploy` does, and returns
 * their names in the order applied. See `migrate` of `@package/postgres`.
 */
export function migrate(url: string, { migrationsDir = ownMigrationsDir }: MigrateOptions = {}): Promise<string[]> {
  return applyMigrations(url, { migrationsDir });
}
