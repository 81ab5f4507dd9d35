-- All tables of @package/queue for an empty database: the models of queue.prisma as Prisma creates them, then queue.sql.

-- CreateEnum
CREATE TYPE "QueueStatus" AS ENUM ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'MAX_RETRIES_REACHED', 'CANCELLED');

-- CreateTable
CREATE TABLE "QueueTask" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "result" JSONB,
    "status" "QueueStatus" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "maxAttempts" INTEGER NOT NULL DEFAULT 3,
    "failedProviders" TEXT[],
    "errorMessage" TEXT,
    "errorPatterns" JSONB,
    "priority" INTEGER DEFAULT 0,
    "scheduledFor" TIMESTAMPTZ(6),
    "processedAt" TIMESTAMPTZ(6),
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(6) NOT NULL,
    "referenceId" TEXT,
    "referenceType" TEXT,
    "seq" BIGSERIAL NOT NULL,
    "ownerId" TEXT,
    "uniqueKey" TEXT,
    "concurrencyKey" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "timeoutMs" INTEGER,
    "progress" DOUBLE PRECISION,
    "progressNote" TEXT,
    "startedAt" TIMESTAMPTZ(6),
    "finishedAt" TIMESTAMPTZ(6),
    "terminalReason" TEXT,
    "resultNote" TEXT,
    "leaseToken" UUID,
    "leaseHolder" TEXT,
    "leaseExpiresAt" TIMESTAMPTZ(6),
    "deadlineAt" TIMESTAMPTZ(6),
    "settledToken" UUID,
    "claimCount" INTEGER NOT NULL DEFAULT 0,
    "failureCount" INTEGER NOT NULL DEFAULT 0,
    "snoozeCount" INTEGER NOT NULL DEFAULT 0,
    "crashCount" INTEGER NOT NULL DEFAULT 0,
    "claimedAhead" BOOLEAN NOT NULL DEFAULT false,
    "workerVersion" TEXT,
    "refusalCount" INTEGER NOT NULL DEFAULT 0,
    "refusedAt" TIMESTAMPTZ(6),
    "cancelRequestedAt" TIMESTAMPTZ(6),
    "meta" JSONB,
    "startWithinMs" INTEGER,
    "startBy" TIMESTAMPTZ(6),
    "scheduleName" TEXT,
    "scheduledSlot" TIMESTAMPTZ(6),

    CONSTRAINT "QueueTask_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QueueTaskAttempt" (
    "id" BIGSERIAL NOT NULL,
    "taskId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "errorClass" TEXT,
    "errorCode" TEXT,
    "errorMessage" TEXT,
    "errorStack" TEXT,
    "errorCauses" JSONB,
    "fingerprint" TEXT,
    "provider" TEXT,
    "runnerId" TEXT,
    "workerVersion" TEXT,
    "startedAt" TIMESTAMPTZ(6) NOT NULL,
    "finishedAt" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "QueueTaskAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QueueTaskLog" (
    "id" BIGSERIAL NOT NULL,
    "taskId" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "fields" JSONB,
    "createdAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "QueueTaskLog_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QueueStatistic" (
    "id" BIGSERIAL NOT NULL,
    "type" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(6) NOT NULL,
    "completed" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "exhausted" INTEGER NOT NULL DEFAULT 0,
    "cancelled" INTEGER NOT NULL DEFAULT 0,
    "runMs" BIGINT NOT NULL DEFAULT 0,
    "waitMs" BIGINT NOT NULL DEFAULT 0,
    "runBuckets" INTEGER[],

    CONSTRAINT "QueueStatistic_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QueueRunner" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "types" TEXT[],
    "concurrency" INTEGER NOT NULL,
    "running" INTEGER NOT NULL DEFAULT 0,
    "startedAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeatAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "release" TEXT,
    "declared" TEXT,

    CONSTRAINT "QueueRunner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "QueueProvider" (
    "name" TEXT NOT NULL,
    "coolDownUntil" TIMESTAMPTZ(6),
    "rateLimitCount" INTEGER NOT NULL DEFAULT 0,
    "lastRateLimitedAt" TIMESTAMPTZ(6),

    CONSTRAINT "QueueProvider_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "QueueGate" (
    "type" TEXT NOT NULL,
    "reason" TEXT,
    "pausedAt" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT,
    "until" TIMESTAMPTZ(6),

    CONSTRAINT "QueueGate_pkey" PRIMARY KEY ("type")
);

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
CREATE INDEX "QueueTask_lease_idx" ON "QueueTask"("leaseExpiresAt") WHERE ("status" = 'PROCESSING');

-- CreateIndex
CREATE INDEX "QueueTask_owner_active_idx" ON "QueueTask"("ownerId", "status", "scheduledFor", "seq") WHERE ("ownerId" IS NOT NULL AND "finishedAt" IS NULL);

-- CreateIndex
CREATE INDEX "QueueTask_owner_finished_idx" ON "QueueTask"("ownerId", "status", "finishedAt" DESC) WHERE ("ownerId" IS NOT NULL AND "finishedAt" IS NOT NULL);

-- CreateIndex
CREATE INDEX "QueueTask_schedule_idx" ON "QueueTask"("scheduleName") WHERE ("scheduleName" IS NOT NULL AND "finishedAt" IS NULL);

-- CreateIndex
CREATE INDEX "QueueTask_start_within_idx" ON "QueueTask"("startBy") WHERE ("startBy" IS NOT NULL AND "finishedAt" IS NULL AND "leaseExpiresAt" IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "QueueTask_unique_key" ON "QueueTask"("type", "uniqueKey") WHERE ("uniqueKey" IS NOT NULL AND "finishedAt" IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "QueueTask_concurrency_key" ON "QueueTask"("concurrencyKey") WHERE ("concurrencyKey" IS NOT NULL AND "status" = 'PROCESSING');

-- CreateIndex
CREATE INDEX "QueueTaskAttempt_taskId_id_idx" ON "QueueTaskAttempt"("taskId", "id");

-- CreateIndex
CREATE INDEX "QueueTaskLog_taskId_id_idx" ON "QueueTaskLog"("taskId", "id");

-- CreateIndex
CREATE INDEX "QueueStatistic_minute_type_idx" ON "QueueStatistic"("minute", "type");

-- CreateIndex
CREATE INDEX "QueueSchedule_nextAt_idx" ON "QueueSchedule"("nextAt");

-- CreateIndex
CREATE INDEX "QueueScheduleSlot_slot_idx" ON "QueueScheduleSlot"("slot");

-- CreateIndex
CREATE INDEX "QueueAudit_name_id_idx" ON "QueueAudit"("name", "id");

-- AddForeignKey
ALTER TABLE "QueueTaskAttempt" ADD CONSTRAINT "QueueTaskAttempt_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "QueueTask"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "QueueTaskLog" ADD CONSTRAINT "QueueTaskLog_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "QueueTask"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- SQL for the models of @package/queue that the Prisma schema language cannot express. It belongs into the migration that
-- creates them. Later migrations made by Prisma do not change it.

-- The claim reads this index in its order and stops at its limit: within a type, the highest priority first (null is 0),
-- then the longest due, then the order of adding. Rows that are running or finished are not in it.
CREATE INDEX "QueueTask_claim_idx" ON "QueueTask" ("type", (coalesce("priority", 0)) DESC, (coalesce("scheduledFor", "createdAt")), "seq")
  WITH (deduplicate_items = off) WHERE "status" IN ('PENDING', 'FAILED');

-- Each new version of a task has an entry in the index of the ids, beside those before it: pages leave room for them. The
-- entries of the other two differ from each other, so that looking for equal ones is in vain.
ALTER INDEX "QueueTask_pkey" SET (fillfactor = 50);
ALTER INDEX "QueueTask_lease_idx" SET (deduplicate_items = off);

-- Wrong rows are impossible, whoever writes them.
ALTER TABLE "QueueTask"
  ADD CONSTRAINT "QueueTask_processing_has_lease" CHECK (
    ("status" = 'PROCESSING') = ("leaseToken" IS NOT NULL) AND ("leaseToken" IS NULL) = ("leaseExpiresAt" IS NULL)),
  ADD CONSTRAINT "QueueTask_terminal_has_end" CHECK (
    ("status" IN ('COMPLETED', 'MAX_RETRIES_REACHED', 'CANCELLED')) = ("finishedAt" IS NOT NULL));

-- A task has three or four row versions in its life: vacuum early, and do not nap while doing it.
ALTER TABLE "QueueTask" SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- The version of the queue's tables. Runners compare it when they start, and the queue's CLI reads it. A comment needs no table,
-- pg_dump keeps it, and Prisma does not see it.
COMMENT ON TABLE "QueueTask" IS 'queue schema 3';
