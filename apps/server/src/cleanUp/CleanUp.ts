import type { PrismaClient } from "@package/db";
import type { diskStorage } from "@package/queue/workers";

/** The parts that a clean-up uses. */
export interface CleanUp {
  db: PrismaClient;
  storage: Pick<ReturnType<typeof diskStorage>, "list" | "delete">;
  /** Whether to stop early. The next clean-up continues. */
  isStopping(): boolean;
}
