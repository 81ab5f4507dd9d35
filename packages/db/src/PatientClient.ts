import pg from "pg";

/**
 * Prisma's adapter listens for errors of a connection only while a transaction holds it. One that is lost in between, as
 * when PostgreSQL restarts, would end the process; here the next query on it fails, which is where it is reported.
 */
export class PatientClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on("error", () => {});
  }
}
