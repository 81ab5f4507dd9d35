import type { PrismaClientLike } from "../../src/index.ts";

/** Wraps a Prisma client: a function receives each statement, and can delay, change or lose its reply. */
export function interceptClient(
  client: PrismaClientLike,
  intercept: (text: string, run: () => Promise<unknown>, values: readonly unknown[]) => Promise<unknown>,
): PrismaClientLike {
  return {
    $queryRawUnsafe: <T>(text: string, ...values: unknown[]) =>
      intercept(text, async () => client.$queryRawUnsafe(text, ...values), values) as Promise<T>,
  };
}

export const isClaim = (text: string): boolean => isLook(text) || isReadyClaim(text);
/** Returns whether this is a claim query: a full scan or a resumed one. */
export const isLook = (text: string): boolean => text.includes("candidates AS MATERIALIZED");
export const isHeadLook = (text: string): boolean => text.includes("WITH RECURSIVE wanted");
/** Returns whether this claims tasks that have been due for long; the seventh parameter is the time. */
export const isAgingLook = (text: string, values: readonly unknown[]): boolean =>
  isHeadLook(text) && Number(values[6]) > 0;
/** Returns whether this claims the task that a notification named. */
export const isReadyClaim = (text: string): boolean =>
  text.startsWith("WITH w AS MATERIALIZED") && text.includes("FOR NO KEY UPDATE SKIP LOCKED");
/** Returns whether this reads the tasks of a claim whose reply was lost. */
export const isClaimRecovery = (text: string): boolean =>
  text.startsWith("SELECT") && text.includes(`"leaseToken" = $1::uuid`);
