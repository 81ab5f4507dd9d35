import pg from "pg";

/**
 * A client that does not end the process when its connection is lost; its next query fails instead. Prisma's adapter listens
 * for connection errors only while a transaction holds the connection, so a restart of PostgreSQL would be an uncaught error.
 */
export class ErrorTolerantClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on("error", () => {});
  }
}
