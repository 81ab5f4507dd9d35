-- AlterTable
ALTER TABLE "QueueTaskAttempt" ADD COLUMN     "errorCauses" JSONB,
ADD COLUMN     "errorCode" TEXT;
