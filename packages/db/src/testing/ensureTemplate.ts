import { createHash } from "node:crypto";
import type pg from "pg";
import { connectClient } from "../connectClient.ts";
import { migrate } from "../migrate.ts";
import { readMigrations } from "../readMigrations.ts";
import { setForDatabase, testSettings, withDatabase } from "./databaseSettings.ts";

/** An advisory lock, with a number of its own, so that two test runs on one server do not build the same template at once. */
const TEMPLATE_LOCK = 5_183_027;

/**
 * Creates the database with all migrations that test databases are cloned from, if the server does not have it. Returns its name,
 * which changes with the migrations and the settings.
 */
export async function ensureTemplate(serverUrl: string): Promise<string> {
  const template = await nameTemplate();
  const client = await connectClient(serverUrl);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]); // released with the session
    if (await isFinished(client, template)) return template;
    await client.query(`DROP DATABASE IF EXISTS "${template}" WITH (FORCE)`); // a run that was killed left it half-made
    await client.query(`CREATE DATABASE "${template}"`);
    await setForDatabase(client, template, testSettings); // migrations must also work with these
    await migrate(withDatabase(serverUrl, template));
    // A database with connections cannot be cloned, so connections are refused. This also marks the template as finished.
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
