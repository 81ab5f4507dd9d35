import type { PrismaClientLike } from "@package/queue";
import { TRPCError } from "@trpc/server";
import type { TransactingClient } from "./TransactingClient.ts";

/**
 * Runs reads in one snapshot, each for at most `timeoutMs`.
 * @throws TRPCError TIMEOUT if a read takes longer, SERVICE_UNAVAILABLE if no connection becomes free (Prisma's P2028)
 */
export async function withStatementTimeout<T>(
  db: TransactingClient,
  timeoutMs: number,
  read: (tx: PrismaClientLike) => Promise<T>,
): Promise<T> {
  try {
    return await db.$transaction(
      async (tx) => {
        await tx.$queryRawUnsafe("SELECT set_config('statement_timeout', $1, true)", String(timeoutMs));
        return await read(tx);
      },
      { isolationLevel: "RepeatableRead" },
    );
  } catch (error) {
    if (isStatementTimeout(error)) {
      const message = `Loading the tasks took longer than ${timeoutMs / 1000} s. Filter by status, or try again later.`;
      throw new TRPCError({ code: "TIMEOUT", message, cause: error });
    }
    if (error instanceof Error && "code" in error && error.code === "P2028") {
      const message = "The database is currently overloaded. Try again in a moment.";
      throw new TRPCError({ code: "SERVICE_UNAVAILABLE", message, cause: error });
    }
    throw error;
  }
}

/** Whether PostgreSQL cancelled the statement. The queue wraps the error of Prisma, whose fields contain the SQLSTATE. */
function isStatementTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const meta = "meta" in error ? JSON.stringify(error.meta) : "";
  return meta.includes('"57014"') || isStatementTimeout(error.cause);
}
