import { toTextArray } from "../database/arrays.ts";
import { type Database, prismaDatabase, type Statement } from "../database/database.ts";
import { toIdParameter } from "../database/toIdParameter.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import type { Scope } from "./Scope.ts";

const uploads = `'strict $.** ? (@.type() == "string" && @ starts with "upload:")'`;

const statement: Statement = {
  name: "findUnusedUploads",
  // The tasks are read in two parts, because the owner's unfinished and finished tasks are in two indexes.
  text: `WITH tasks AS MATERIALIZED (
    SELECT t.id, t.data, t.result FROM "QueueTask" t WHERE t."ownerId" = $1::text AND t."finishedAt" IS NULL
    UNION ALL SELECT t.id, t.data, t.result FROM "QueueTask" t WHERE t."ownerId" = $1::text AND t."finishedAt" IS NOT NULL
  ), used AS MATERIALIZED (
    SELECT substr(jsonb_path_query(t.data, ${uploads}) #>> '{}', 8) AS key FROM tasks t
    UNION ALL SELECT substr(jsonb_path_query(t.result, ${uploads}) #>> '{}', 8) FROM tasks t
  ), made AS MATERIALIZED (
    SELECT left(encode(sha256(convert_to(t.id, 'UTF8')), 'hex'), 32) AS name FROM tasks t
  )
  SELECT f.key FROM unnest($2::text::text[]) AS f(key)
  WHERE NOT EXISTS (SELECT 1 FROM used u WHERE u.key = f.key)
    AND NOT EXISTS (SELECT 1 FROM made m WHERE m.name = substring(f.key FROM '/([0-9a-f]{32})[.][a-z]+$'))`,
};

/**
 * Returns the stored files of an owner that none of the owner's tasks uses. A task uses a file with `upload:<key>` anywhere in its data
 * or result, and a file of its worker whose name is the hash of the task's id. It reads all tasks of the owner.
 * @param keys - storage keys of the owner's files
 */
export function findUnusedUploads(client: PrismaClientLike, scope: Scope, keys: readonly string[]): Promise<string[]> {
  return queryUnusedUploads(prismaDatabase(client), scope, keys);
}

export async function queryUnusedUploads(
  database: Database,
  { ownerId }: Scope,
  keys: readonly string[],
): Promise<string[]> {
  const rows = await database.query<{ key: string }>(statement, [toIdParameter(ownerId), toTextArray(keys)]);
  return rows.map(({ key }) => key);
}
