import { createPrismaClient } from "./createPrismaClient.ts";
import { PrismaClient } from "./generated/client.ts";

let client: PrismaClient | undefined;

function openClient(): PrismaClient {
  if (client) return client;
  const url = process.env.DATABASE_URL;
  if (!url) {
    throw new Error(
      "The database client `db` was used, but DATABASE_URL is not set. " +
        "Set it to a PostgreSQL URL (postgresql://user:password@host:5432/name), or create a client with createPrismaClient(url).",
    );
  }
  client = createPrismaClient(url);
  return client;
}

// Inspecting, awaiting or printing `db` reads these. None of them needs a connection.
const isProbe = (key: string | symbol): boolean => typeof key === "symbol" || key === "then" || key === "toJSON";

// `new QueueService(db)` looks for these methods. A build without a database may create a service, too.
const isMethod = (key: string | symbol): key is string => typeof key === "string" && key.startsWith("$");

/**
 * The client of the database in the environment variable DATABASE_URL. It is created at its first use, so that importing it needs
 * no database. The first use throws when DATABASE_URL is not set.
 */
export const db: PrismaClient = new Proxy(Object.create(PrismaClient.prototype) as PrismaClient, {
  get(_target, key) {
    if (!client && isProbe(key)) return undefined;
    if (!client && isMethod(key)) return (...args: unknown[]) => readMember(key)(...args);
    return readMember(key);
  },
  has: (_target, key) => Reflect.has(openClient(), key),
});

function readMember(key: string | symbol) {
  const opened = openClient();
  const value: unknown = Reflect.get(opened, key, opened);
  return typeof value === "function" ? value.bind(opened) : value;
}
