import type { Database, Statement } from "../database/database.ts";

/** The uses of a type in the database. */
export interface TypeTraces {
  /** Whether an unfinished task has the type. */
  hasTasks: boolean;
  /** The types of all runners. */
  runnerTypes: string[];
}

const statement: Statement = {
  name: "readTypeTraces",
  // QueueTask_claim_idx begins with the type and has the waiting tasks; QueueTask_lease_idx has the running ones.
  text: `SELECT EXISTS (SELECT FROM "QueueTask" t WHERE t.type = $1::text AND t.status IN ('PENDING', 'FAILED'))
      OR EXISTS (SELECT FROM "QueueTask" t WHERE t.type = $1::text AND t.status = 'PROCESSING') AS "hasTasks",
    coalesce((SELECT array_agg(DISTINCT u.type) FROM "QueueRunner" r, unnest(r.types) AS u(type)), '{}') AS "runnerTypes"`,
};

/** Reads whether a type has unfinished tasks, and the types of all runners. */
export async function readTypeTraces(database: Database, type: string): Promise<TypeTraces> {
  return (await database.query<TypeTraces>(statement, [type]))[0] as TypeTraces;
}
