import { toTextArray } from "../database/arrays.ts";
import { prismaDatabase, type Statement } from "../database/database.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import type { Scope } from "./Scope.ts";

const statement: Statement = {
  name: "findOwnTaskIds",
  text: `SELECT t.id FROM "QueueTask" t WHERE t.id = ANY($2::text::text[]) AND t."ownerId" = $1::text`,
};

/** Returns those of the ids that tasks of the owner have: for rows of your own tables that refer to a task. */
export async function findOwnTaskIds(
  client: PrismaClientLike,
  { ownerId }: Scope,
  ids: readonly string[],
): Promise<Set<string>> {
  const parameters = [toIdParameter(ownerId), toTextArray(ids.map(toIdParameter))];
  const rows = await prismaDatabase(client).query<{ id: string }>(statement, parameters);
  return new Set(rows.map(({ id }) => id));
}
