import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import { connectClient } from "./connectClient.ts";

/** Settings of one database, by their names in PostgreSQL. */
export type DatabaseSettings = Readonly<Record<string, string>>;

/** A database that others are cloned from. */
export interface TemplateOptions {
  /** The beginning of its name. */
  prefix: string;
  /** Everything that its content depends on. The name ends with a hash of it. */
  content: string;
  settings?: DatabaseSettings;
  /** Fills the empty database at `url`. */
  fill: (url: string) => Promise<unknown>;
}

/** An advisory lock, with a number of its own, so that two processes on one server do not build the same template at once. */
const templateLock = 5_183_027;

/**
 * Creates the database that others are cloned from, if the server does not have it. Returns its name, which changes with its
 * content and settings.
 */
export function ensureTemplate(serverUrl: string, options: TemplateOptions): Promise<string> {
  return runOnServer(serverUrl, (client) => ensureOn(client, serverUrl, options));
}

async function ensureOn(client: pg.Client, serverUrl: string, options: TemplateOptions): Promise<string> {
  const { prefix, content, settings = {}, fill } = options;
  const hash = createHash("sha256").update(JSON.stringify(settings)).update(content).digest("hex").slice(0, 12);
  const template = `${prefix}_${hash}`;
  if (await isFinished(client, template)) return template; // the usual case, without a lock
  await client.query("SELECT pg_advisory_lock($1)", [templateLock]);
  try {
    if (await isFinished(client, template)) return template;
    await client.query(`DROP DATABASE IF EXISTS "${template}" WITH (FORCE)`); // a process that was killed left it half-made
    await client.query(`CREATE DATABASE "${template}"`);
    await setForDatabase(client, template, settings); // the content must also work with these
    await fill(withDatabase(serverUrl, template));
    // A database with connections cannot be cloned, so connections are refused. This also marks the template as finished.
    await client.query(`ALTER DATABASE "${template}" WITH ALLOW_CONNECTIONS false`);
    return template;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [templateLock]);
  }
}

async function isFinished(client: pg.Client, template: string): Promise<boolean> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1 AND NOT datallowconn", [
    template,
  ]);
  return rowCount === 1;
}

export interface ClonedDatabase {
  url: string;
  /** Removes the database. Connections that are still open are cut. */
  drop(): Promise<void>;
}

export interface CloneOptions {
  /** The name of the template, or how to create it. */
  template: string | TemplateOptions;
  /** The beginning of the clone's name. */
  prefix: string;
  settings?: DatabaseSettings;
}

/** Clones a template within some tens of milliseconds. A clone does not inherit settings. */
export async function cloneDatabase(serverUrl: string, options: CloneOptions): Promise<ClonedDatabase> {
  const { template, prefix, settings = {} } = options;
  const name = `${prefix}_${randomBytes(8).toString("hex")}`;
  await runOnServer(serverUrl, async (client) => {
    const source = typeof template === "string" ? template : await ensureOn(client, serverUrl, template);
    await client.query(`CREATE DATABASE "${name}" TEMPLATE "${source}"`);
    await setForDatabase(client, name, settings);
  });
  return {
    url: withDatabase(serverUrl, name),
    drop: () =>
      runOnServer(serverUrl, async (client) => {
        await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
      }),
  };
}

async function setForDatabase(client: pg.Client, database: string, settings: DatabaseSettings): Promise<void> {
  for (const [name, value] of Object.entries(settings))
    await client.query(`ALTER DATABASE "${database}" SET ${name} TO '${value}'`);
}

/** Returns the URL with another database name. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

async function runOnServer<T>(serverUrl: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectClient(serverUrl);
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
