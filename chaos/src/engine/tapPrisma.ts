import type { PrismaClientLike } from "@package/queue";
import type { QueryTap } from "./QueryTap.ts";

/** Taps the statements of the service that gets this client, and no other of the process. */
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
