import type pg from "pg";

/** Settings of one database, by their names in PostgreSQL. */
export type DatabaseSettings = Readonly<Record<string, string>>;

/**
 * The default settings of test databases, chosen to reveal mistakes: a time zone that is not a whole number of hours from UTC,
 * and a style of dates that no driver can read.
 */
export const testSettings: DatabaseSettings = { timezone: "Asia/Kolkata", datestyle: "German" };

/** Sets the settings of a database. A clone does not inherit them. */
export async function setForDatabase(client: pg.Client, database: string, settings: DatabaseSettings): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await client.query(`ALTER DATABASE "${database}" SET ${name} TO '${value}'`);
  }
}

/** Returns the URL with another database name. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}
