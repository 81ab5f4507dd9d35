import type { PrismaClientLike } from "@package/queue";

/** A Prisma client that can run a transaction. */
export interface TransactingClient extends PrismaClientLike {
  $transaction<T>(
    run: (tx: PrismaClientLike) => Promise<T>,
    options?: { isolationLevel?: "RepeatableRead" },
  ): Promise<T>;
}
