import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/prisma/client.js";

/** The adapter does not always listen for connection errors; without a listener, Node.js ends the process. */
class ErrorTolerantClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on("error", () => {});
  }
}

export const db = new PrismaClient({
  adapter: new PrismaPg({
    connectionString: process.env.DATABASE_URL,
    Client: ErrorTolerantClient,
    connectionTimeoutMillis: 10_000, // without it, a query waits forever for a connection
    options: "-c timezone=UTC -c datestyle=ISO", // your own DateTime columns are read as UTC
  }),
});
