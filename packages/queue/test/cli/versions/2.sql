-- SQL for the models of @package/queue that the Prisma schema language cannot express. Append it to the migration that
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
