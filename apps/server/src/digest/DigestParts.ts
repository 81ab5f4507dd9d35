import type { PrismaClient } from "@package/db";

/** The parts that a digest uses. */
export interface DigestParts {
  db: PrismaClient;
  /** The URL of the server, for links to tasks. */
  url: string;
}

/** The time that a digest covers: from `since`, until shortly before `before`. */
export interface Period {
  since: Date;
  before: Date;
}
