import type { PrismaClientLike } from "../types.ts";

/** One SQL statement of this library: constant text with `$1`-style parameters, never built from user input. */
export interface Statement {
  /** For logs and traces; the name of its file. */
  readonly name: string;
  readonly text: string;
}

/**
 * Runs statements: through the caller's Prisma client or transaction, or through connections of the queue's own. Both
 * give the same values: jsonb parsed, timestamptz as Date, int4 and float8 as number, text[] as array.
 */
export interface Database {
  query<TRow>(statement: Statement, parameters: readonly unknown[]): Promise<TRow[]>;
}

/** Runs statements through a Prisma client or transaction client. */
export function prismaDatabase(client: PrismaClientLike): Database {
  return {
    // The only unsafe call in the library; `Statement` texts are module constants.
    query: async <TRow>(statement: Statement, parameters: readonly unknown[]) =>
      (await client.$queryRawUnsafe<TRow[]>(statement.text, ...parameters)) as TRow[],
  };
}
