import type { TestDatabase } from "@package/db/testing";

/** As if the runners had given no sign of life for an hour: claims whose leases have run out are theirs no longer. */
export async function silenceRunners({ db }: TestDatabase): Promise<void> {
  await db.$executeRaw`UPDATE "QueueRunner" SET "heartbeatAt" = now() - interval '1 hour'`;
}
