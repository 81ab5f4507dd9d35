import { Prisma, type PrismaClient } from "@package/db";

/**
 * Returns the files of a user that none of the user's tasks uses. A task uses a file with `upload:<key>` anywhere in its data or
 * result, and a file of its worker whose name is the hash of the task's id.
 */
export async function findUnusedFiles(db: PrismaClient, ownerId: string, keys: readonly string[]): Promise<string[]> {
  const uploads = Prisma.sql`'strict $.** ? (@.type() == "string" && @ starts with "upload:")'`;
  const rows = await db.$queryRaw<{ key: string }[]>`
    WITH tasks AS MATERIALIZED (
      -- Two parts, because the owner's unfinished and finished tasks are in two indexes.
      SELECT id, data, result FROM "QueueTask" WHERE "ownerId" = ${ownerId} AND "finishedAt" IS NULL
      UNION ALL SELECT id, data, result FROM "QueueTask" WHERE "ownerId" = ${ownerId} AND "finishedAt" IS NOT NULL
    ), used AS MATERIALIZED (
      SELECT substr(jsonb_path_query(data, ${uploads}) #>> '{}', 8) AS key FROM tasks
      UNION ALL SELECT substr(jsonb_path_query(result, ${uploads}) #>> '{}', 8) FROM tasks
    ), made AS MATERIALIZED (
      SELECT left(encode(sha256(convert_to(id, 'UTF8')), 'hex'), 32) AS name FROM tasks
    )
    SELECT f.key FROM unnest(${[...keys]}::text[]) AS f(key)
    WHERE NOT EXISTS (SELECT FROM used WHERE used.key = f.key)
      AND NOT EXISTS (SELECT FROM made WHERE made.name = substring(f.key FROM '/([0-9a-f]{32})[.][a-z]+$'))`;
  return rows.map(({ key }) => key);
}
