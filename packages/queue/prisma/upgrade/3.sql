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

-- AlterTable
ALTER TABLE "QueueGate" ADD COLUMN     "actor" TEXT,
ADD COLUMN     "until" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "QueueRunner" ADD COLUMN     "declared" TEXT;

-- AlterTable
ALTER TABLE "QueueTask" ADD COLUMN     "scheduleName" TEXT,
ADD COLUMN     "scheduledSlot" TIMESTAMPTZ(6);

-- CreateTable
CREATE TABLE "QueueSchedule" (
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "ownerId" TEXT,
    "release" TEXT,
    "nextAt" TIMESTAMPTZ(6),
    "runs" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

CONSTRAINT "QueueSchedule_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "QueueScheduleSlot" (
    "name" TEXT NOT NULL,
    "slot" TIMESTAMPTZ(6) NOT NULL,
    "outcome" TEXT NOT NULL,
    "taskId" TEXT,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

CONSTRAINT "QueueScheduleSlot_pkey" PRIMARY KEY ("name","slot")
);

-- CreateTable
CREATE TABLE "QueueRelease" (
    "release" TEXT NOT NULL,
    "declared" TEXT NOT NULL,
    "appearedAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "declarations" JSONB NOT NULL,

CONSTRAINT "QueueRelease_pkey" PRIMARY KEY ("release","declared")
);

-- CreateTable
CREATE TABLE "QueueAudit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "reason" TEXT,
    "before" JSONB,
    "after" JSONB,

CONSTRAINT "QueueAudit_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "QueueSchedule_nextAt_idx" ON "QueueSchedule"("nextAt");

-- CreateIndex
CREATE INDEX "QueueScheduleSlot_slot_idx" ON "QueueScheduleSlot"("slot");

-- CreateIndex
CREATE INDEX "QueueAudit_name_id_idx" ON "QueueAudit"("name", "id");

-- CreateIndex
CREATE INDEX "QueueTask_schedule_idx" ON "QueueTask"("scheduleName") WHERE ("scheduleName" IS NOT NULL AND "finishedAt" IS NULL);

-- The version of the queue's tables. Runners compare it when they start, and the queue's CLI reads it. A comment needs no table,
-- pg_dump keeps it, and Prisma does not see it.
COMMENT ON TABLE "QueueTask" IS 'queue schema 3';
