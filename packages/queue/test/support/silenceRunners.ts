import type { TestDatabase } from "@package/db/testing";

/** Makes the last reports of all runners an hour old, so that their expired leases can be rescued. */
export async function silenceRunners({ db }: TestDatabase): Promise<void> {
  await db.$executeRaw`UPDATE "QueueRunner" SET "heartbeatAt" = now() - interval '1 hour'`;
}
