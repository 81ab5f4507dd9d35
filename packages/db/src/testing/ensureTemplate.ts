import { createHash } from "node:crypto";
import type pg from "pg";
import { connectClient } from "../connectClient.ts";
import { migrate } from "../migrate.ts";
import { readMigrations } from "../readMigrations.ts";
import { setForDatabase, testSettings } from "./databaseSettings.ts";
import { withDatabase } from "./withDatabase.ts";

/** Any number that nothing else locks: it keeps two test runs on one server from building the same template at once. */
const TEMPLATE_LOCK = 5_183_027;

/**
 * Sees to it that the server has a database with all migrations to clone test databases from; returns its name, which
 * changes with the migrations and the settings.
 */
export async function ensureTemplate(serverUrl: string): Promise<string> {
  const template = await nameTemplate();
  const client = await connectClient(serverUrl);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]); // released with the session
    if (await isFinished(client, template)) return template;
    await client.query(`DROP DATABASE IF EXISTS "${template}" WITH (FORCE)`); // a run that was killed left it half-made
    await client.query(`CREATE DATABASE "${template}"`);
    await setForDatabase(client, template, testSettings); // migrations, too, run in any database
    await migrate(withDatabase(serverUrl, template));
    // Nobody can connect from now on, because a database with connections cannot be cloned. It also marks it finished.
    await client.query(`ALTER DATABASE "${template}" WITH ALLOW_CONNECTIONS false`);
    return template;
  } finally {
    await client.end();
  }
}

async function nameTemplate(): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(testSettings));
  for (const { name, sql } of await readMigrations()) hash.update(`${name}\n${sql}\n`);
  return `queue_template_${hash.digest("hex").slice(0, 12)}`;
}

async function isFinished(client: pg.Client, template: string): Promise<boolean> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1 AND NOT datallowconn", [
    template,
  ]);
  return rowCount === 1;
}
