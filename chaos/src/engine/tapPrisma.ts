import type { PrismaClientLike } from "@package/queue";
import type { QueryTap } from "./QueryTap.ts";

/** Taps the statements of one service that is given this client, leaving other services of the process alone. */
export function tapPrisma(client: PrismaClientLike, tap: QueryTap): PrismaClientLike {
  return {
    async $queryRawUnsafe<T>(text: string, ...values: unknown[]): Promise<T> {
      await tap.before?.();
      const sent = tap.rewrite?.(text) ?? text;
      const rows = await client.$queryRawUnsafe<T>(sent, ...values);
      if (Array.isArray(rows)) tap.onRows?.(sent, values, rows as Record<string, unknown>[]);
      return rows;
    },
  };
}
