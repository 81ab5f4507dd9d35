import type { PrismaClientLike } from "../../src/index.ts";

/** Stands between a queue and its Prisma client: sees each statement, and can hold, change or lose what it answers. */
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
/** A look for tasks, from the head of the queue or from where the last one ended. */
export const isLook = (text: string): boolean => text.includes("candidates AS MATERIALIZED");
export const isHeadLook = (text: string): boolean => text.includes("WITH RECURSIVE wanted");
/** A look for tasks that have been due for long: the seventh value says for how long. */
export const isAgingLook = (text: string, values: readonly unknown[]): boolean =>
  isHeadLook(text) && Number(values[6]) > 0;
/** Claims the one task that a notification named. */
export const isReadyClaim = (text: string): boolean =>
  text.startsWith("WITH w AS MATERIALIZED") && text.includes("FOR NO KEY UPDATE SKIP LOCKED");
/** Reads the tasks of a claim whose reply was lost. */
export const isClaimRecovery = (text: string): boolean =>
  text.startsWith("SELECT") && text.includes(`"leaseToken" = $1::uuid`);
