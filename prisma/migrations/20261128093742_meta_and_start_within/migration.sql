-- AlterTable
ALTER TABLE "QueueRunner" ADD COLUMN     "release" TEXT;

-- AlterTable
ALTER TABLE "QueueTask" ADD COLUMN     "meta" JSONB,
ADD COLUMN     "startBy" TIMESTAMPTZ(6),
ADD COLUMN     "startWithinMs" INTEGER;

-- CreateIndex
CREATE INDEX "QueueTask_start_within_idx" ON "QueueTask"("startBy") WHERE ("startBy" IS NOT NULL) AND ("finishedAt" IS NULL) AND ("leaseExpiresAt" IS NULL);
