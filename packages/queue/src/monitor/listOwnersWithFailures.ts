import { type Database, prismaDatabase, type Statement } from "../database/database.ts";
import { fromMs } from "../database/times.ts";
import type { PrismaClientLike } from "../domain/types.ts";
import type { Page } from "../querying/TaskFilter.ts";
import { checkDate, checkKey, refuseUnknown } from "../validation/checkValues.ts";

/** Which failures {@link listOwnersWithFailures} looks for. */
export interface FailurePeriod {
  /** Tasks that failed permanently at this time or later. */
  since: Date;
  /** Tasks that failed permanently before this time. */
  before: Date;
  /** `nextCursor` of the page before. Default: the first page. */
  cursor?: string | undefined;
}

/** Number of owners that one page looks at. */
export const ownersPerPage = 1_000;

const nextOwner = (after: string) => `SELECT t."ownerId" FROM "QueueTask" t
      WHERE t."ownerId" > ${after} AND t."ownerId" IS NOT NULL AND t."finishedAt" IS NOT NULL ORDER BY t."ownerId" LIMIT 1`;

const statement: Statement = {
  name: "listOwnersWithFailures",
  // Jumps from owner to owner, and to the latest failure of each, in QueueTask_owner_finished_idx: two entries for each owner,
  // however many tasks the owner has.
  text: `WITH RECURSIVE owners AS (
    SELECT (${nextOwner("$1::text")}) AS id, 1 AS nth
    UNION ALL
    SELECT (${nextOwner("o.id")}), o.nth + 1 FROM owners o WHERE o.id IS NOT NULL AND o.nth < ${ownersPerPage}
  )
  SELECT o.id, EXISTS (SELECT 1 FROM "QueueTask" t WHERE t."ownerId" = o.id AND t.status = 'MAX_RETRIES_REACHED'
      AND t."finishedAt" >= ${fromMs("$2::float8")}
      AND t."finishedAt" < ${fromMs("$3::float8")}) AS "hasFailed"
  FROM owners o WHERE o.id IS NOT NULL ORDER BY o.nth`,
};

/**
 * Returns the owners of tasks that failed permanently within a period, for a summary to each of them. A page looks at 1,000 owners:
 * it may have no items although `nextCursor` is not null.
 * @param client - your Prisma client, or a transaction client
 * @throws InvalidOptionsError
 */
export async function listOwnersWithFailures(client: PrismaClientLike, period: FailurePeriod): Promise<Page<string>> {
  refuseUnknown(period, ["since", "before", "cursor"]);
  const { since, before, cursor } = period;
  checkDate("since", since);
  checkDate("before", before);
  if (cursor !== undefined) checkKey("cursor", cursor);
  return queryOwnersWithFailures(prismaDatabase(client), cursor ?? "", since.getTime(), before.getTime());
}

/** @param after - the owner before the first one; empty for the first page */
export async function queryOwnersWithFailures(
  database: Database,
  after: string,
  sinceMs: number,
  beforeMs: number,
): Promise<Page<string>> {
  const owners = await database.query<{ id: string; hasFailed: boolean }>(statement, [after, sinceMs, beforeMs]);
  return {
    items: owners.filter(({ hasFailed }) => hasFailed).map(({ id }) => id),
    nextCursor: owners.length < ownersPerPage ? null : (owners.at(-1)?.id ?? null),
  };
}
