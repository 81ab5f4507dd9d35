-- CreateTable
CREATE TABLE "FailureDigest" (
    "since" TIMESTAMPTZ(6) NOT NULL,
    "before" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "FailureDigest_pkey" PRIMARY KEY ("since")
);
