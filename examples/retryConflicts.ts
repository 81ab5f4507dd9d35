import { db, type Prisma } from "@package/db";

/** Runs a transaction, and repeats it after a conflict with another one. */
export async function retryConflicts<T>(run: (tx: Prisma.TransactionClient) => Promise<T>, tries = 5): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await db.$transaction(run, { isolationLevel: "Serializable" });
    } catch (error) {
      const isConflict = error instanceof Error && "code" in error && error.code === "P2034";
      if (!isConflict || left <= 1) throw error;
    }
  }
}
