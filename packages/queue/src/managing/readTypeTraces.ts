import type { Database, Statement } from "../database/database.ts";

/** Where a type shows in the database. */
export interface TypeTraces {
  /** Whether a task of it waits or runs. */
  hasTasks: boolean;
  /** The types of all runners. */
  runnerTypes: string[];
}

const statement: Statement = {
  name: "readTypeTraces",
  // QueueTask_claim_idx begins with the type, and has what is not over.
  text: `SELECT EXISTS (SELECT FROM "QueueTask" t WHERE t.type = $1::text AND t."finishedAt" IS NULL) AS "hasTasks",
    coalesce((SELECT array_agg(DISTINCT u.type) FROM "QueueRunner" r, unnest(r.types) AS u(type)), '{}') AS "runnerTypes"`,
};

/** Looks for tasks of a type, and for runners of any. */
export async function readTypeTraces(database: Database, type: string): Promise<TypeTraces> {
  return (await database.query<TypeTraces>(statement, [type]))[0] as TypeTraces;
}
