import { Prisma, type PrismaClient } from "@package/db";
import { TRPCError } from "@trpc/server";

/**
 * Runs reads in one snapshot, each for at most `timeoutMs`.
 * @throws TRPCError TIMEOUT if a read takes longer, SERVICE_UNAVAILABLE if no connection becomes free (Prisma's P2028)
 */
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
    if (isStatementTimeout(error)) {
      const message = `Loading the tasks took longer than ${timeoutMs / 1000} s. Filter by status, or try again later.`;
      throw new TRPCError({ code: "TIMEOUT", message, cause: error });
    }
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2028") {
      const message = "The database is currently overloaded. Try again in a moment.";
      throw new TRPCError({ code: "SERVICE_UNAVAILABLE", message, cause: error });
    }
    throw error;
  }
}

function isStatementTimeout(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && JSON.stringify(error.meta ?? {}).includes('"57014"');
}
