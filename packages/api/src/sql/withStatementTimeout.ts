import { Prisma, type PrismaClient } from "@package/db";
import { TRPCError } from "@trpc/server";

/** Runs reads in one snapshot, each for at most `timeoutMs`. Throws TIMEOUT when one takes longer. */
export async function withStatementTimeout<T>(
  db: PrismaClient,
  timeoutMs: number,
  read: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  try {
    return await db.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT set_config('statement_timeout', ${String(timeoutMs)}, true)`;
        return await read(tx);
      },
      { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead },
    );
  } catch (error) {
    if (!isStatementTimeout(error)) throw error;
    const message = `Reading the list took longer than ${timeoutMs / 1000} s and was stopped. Choose a status, or try again later.`;
    throw new TRPCError({ code: "TIMEOUT", message, cause: error });
  }
}

function isStatementTimeout(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && JSON.stringify(error.meta ?? {}).includes('"57014"');
}
