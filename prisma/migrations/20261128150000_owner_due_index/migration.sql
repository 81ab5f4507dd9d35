-- DropIndex
DROP INDEX "QueueTask_owner_active_idx";

-- CreateIndex
CREATE INDEX "QueueTask_owner_active_idx" ON "QueueTask"("ownerId", "status", "scheduledFor", "seq") WHERE ("ownerId" IS NOT NULL AND "finishedAt" IS NULL);
