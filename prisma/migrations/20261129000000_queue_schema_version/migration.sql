-- What the schema language cannot say ---------------------------------------------------------------------------------

-- The version of the queue's tables. Runners compare it when they start, and the queue's CLI reads it. A comment needs no table,
-- pg_dump keeps it, and Prisma does not see it.
COMMENT ON TABLE "QueueTask" IS 'queue schema 3';
