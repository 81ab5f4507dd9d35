import type { PrismaClient } from "@package/db";
import type { diskStorage } from "@package/queue";

/** What a clean-up works with. */
export interface CleanUp {
  db: PrismaClient;
  storage: Pick<ReturnType<typeof diskStorage>, "list" | "delete">;
  /** Whether to end early: what is left is done the next time. */
  isStopping(): boolean;
}
