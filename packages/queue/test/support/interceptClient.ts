import type { PrismaClientLike } from "../../src/index.ts";
import { listStatements } from "./listStatements.ts";

/** Wraps a Prisma client: sees each statement, and can delay, change or lose its result. */
export function interceptClient(
  client: PrismaClientLike,
  intercept: (text: string, run: () => Promise<unknown>, values: readonly unknown[]) => Promise<unknown>,
): PrismaClientLike {
  return {
    $queryRawUnsafe: <T>(text: string, ...values: unknown[]) =>
      intercept(text, async () => client.$queryRawUnsafe(text, ...values), values) as Promise<T>,
  };
}

const files = ["adding/insertTasks", "database/readTask", "claiming/claimTasks", "claiming/claimReadyTask"];
const statements = await Promise.all(
  [...files, "claiming/readClaimedTasks"].map((file) => listStatements(`${file}.ts`)),
);
const names = new Map(statements.flat().map(({ text, name }) => [text, name]));

/** Whether this is the text of one of these statements. Known are those of adding and claiming. */
export const isNamed = (text: string, ...expected: string[]): boolean => expected.includes(names.get(text) ?? "");

export const isClaim = (text: string): boolean => isScan(text) || isNamed(text, "claimReadyTask");
/** A claim of whatever is due, by a full or a resumed scan. */
export const isScan = (text: string): boolean => isNamed(text, "claimTasks", "claimTasksOnward");
export const isFullScan = (text: string): boolean => isNamed(text, "claimTasks");
/** Reads the tasks of a claim whose reply was lost. */
export const isClaimRecovery = (text: string): boolean => isNamed(text, "readClaimedTasks");
