-- What the Prisma schema language cannot say about the models of @package/queue. Append this to the migration that
-- creates them; "prisma migrate" leaves all of it alone from then on.

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
    ("status" IN ('COMPLETED', 'MAX_RETRIES_REACHED', 'CANCELLED')) = ("finishedAt" IS NOT NULL)),
  ADD CONSTRAINT "QueueTask_attempts_in_range" CHECK ("attempts" BETWEEN 0 AND "maxAttempts"),
  ADD CONSTRAINT "QueueTask_progress_in_range" CHECK ("progress" BETWEEN 0 AND 100);

-- A task has three or four row versions in its life: vacuum early, and do not nap while doing it.
ALTER TABLE "QueueTask" SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
