-- Steps of @package/queue from schema version 2 to 3.

-- AlterTable
ALTER TABLE "QueueRunner" ADD COLUMN     "release" TEXT;

-- AlterTable
ALTER TABLE "QueueTask" ADD COLUMN     "meta" JSONB,
ADD COLUMN     "startBy" TIMESTAMPTZ(6),
ADD COLUMN     "startWithinMs" INTEGER;

-- CreateIndex
CREATE INDEX "QueueTask_start_within_idx" ON "QueueTask"("startBy") WHERE ("startBy" IS NOT NULL) AND ("finishedAt" IS NULL) AND ("leaseExpiresAt" IS NULL);

-- DropIndex
DROP INDEX "QueueTask_owner_active_idx";

-- CreateIndex
CREATE INDEX "QueueTask_owner_active_idx" ON "QueueTask"("ownerId", "status", "scheduledFor", "seq") WHERE ("ownerId" IS NOT NULL AND "finishedAt" IS NULL);

-- The version of the queue's tables. Runners compare it when they start, and the queue's CLI reads it. A comment needs no table,
-- pg_dump keeps it, and Prisma does not see it.
COMMENT ON TABLE "QueueTask" IS 'queue schema 3';
