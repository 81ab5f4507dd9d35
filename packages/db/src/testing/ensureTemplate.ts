import { ensureTemplate as createOnce, readMigrations } from "@package/postgres";
import { migrate, ownMigrationsDir } from "../migrate.ts";
import { testSettings } from "./databaseSettings.ts";

/** Creates the database with all migrations that test databases are cloned from, if the server does not have it. Returns its name. */
export async function ensureTemplate(serverUrl: string): Promise<string> {
  const migrations = await readMigrations(ownMigrationsDir);
  return createOnce(serverUrl, {
    prefix: "queue_template",
    content: JSON.stringify(migrations),
    settings: testSettings,
    fill: (url) => migrate(url),
  });
}
