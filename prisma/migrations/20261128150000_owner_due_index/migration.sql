-- CreateIndex
CREATE INDEX "QueueTask_owner_due_idx" ON "QueueTask"("ownerId", "status", "scheduledFor", "seq") WHERE ("ownerId" IS NOT NULL AND "finishedAt" IS NULL);

-- DropIndex
DROP INDEX "QueueTask_owner_active_idx";
