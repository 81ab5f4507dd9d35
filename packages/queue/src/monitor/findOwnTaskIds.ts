import { toTextArray } from "../database/arrays.ts";
import { type Database, prismaDatabase, type Statement } from "../database/database.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import type { Scope } from "./Scope.ts";

const statement: Statement = {
  name: "findOwnTaskIds",
  text: `SELECT t.id FROM "QueueTask" t WHERE t.id = ANY($2::text::text[]) AND t."ownerId" = $1::text`,
};

/** Returns those of the ids that tasks of the owner have: for rows of your own tables that refer to a task. */
export function findOwnTaskIds(client: PrismaClientLike, scope: Scope, ids: readonly string[]): Promise<Set<string>> {
  return queryOwnTaskIds(prismaDatabase(client), scope, ids);
}

export async function queryOwnTaskIds(
  database: Database,
  { ownerId }: Scope,
  ids: readonly string[],
): Promise<Set<string>> {
  const parameters = [toIdParameter(ownerId), toTextArray(ids.map(toIdParameter))];
  const rows = await database.query<{ id: string }>(statement, parameters);
  return new Set(rows.map(({ id }) => id));
}
