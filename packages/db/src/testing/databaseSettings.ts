import type pg from "pg";

/** Settings that a database has of its own, by the names that PostgreSQL gives them. */
export type DatabaseSettings = Readonly<Record<string, string>>;

/**
 * Test databases have these unless a test asks for others: a time zone that is off by half an hour more than whole hours, and
 * a style of dates that no driver reads.
 */
export const testSettings: DatabaseSettings = { timezone: "Asia/Kolkata", datestyle: "German" };

/** Settings belong to a database by its name, and a clone does not inherit them. */
export async function setForDatabase(client: pg.Client, database: string, settings: DatabaseSettings): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await client.query(`ALTER DATABASE "${database}" SET ${name} TO '${value}'`);
  }
}
