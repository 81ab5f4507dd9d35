import type { Prisma, PrismaClient } from "@package/db";
import type { Period } from "./DigestParts.ts";

const dayMs = 86_400_000;
/** The outcome of a task becomes visible when its transaction commits, a moment after the time that it names. */
const settlingMs = 10_000;

/** Returns the time that the next digest covers: since the digest before, or a day; null if hardly any has passed. */
export async function readNextPeriod(db: PrismaClient): Promise<Period | null> {
  const [clock] = await db.$queryRaw<[{ ms: number }]>`
    SELECT floor(extract(epoch FROM statement_timestamp()) * 1000)::float8 AS ms`;
  const last = await db.failureDigest.findFirst({ orderBy: { since: "desc" } });
  const since = last?.before ?? new Date(clock.ms - dayMs);
  const before = new Date(clock.ms - settlingMs);
  return before > since ? { since, before } : null;
}

/**
 * Records that a digest covers a period. The next one begins where it ends.
 * @throws PrismaClientKnownRequestError (P2002) when another digest has begun at the same moment
 */
export async function takePeriod(tx: Prisma.TransactionClient, period: Period): Promise<void> {
  await tx.failureDigest.create({ data: period });
  await tx.failureDigest.deleteMany({ where: { since: { lt: period.since } } });
}
