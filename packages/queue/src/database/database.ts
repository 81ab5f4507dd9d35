import type { PrismaClientLike } from "../domain/types.ts";
import { translateError } from "./translateError.ts";

/** One SQL statement of this library: constant text with `$1`-style parameters, never built from user input. */
export interface Statement {
  /** For logs and traces. */
  readonly name: string;
  readonly text: string;
  /**
   * When a connection may keep the statement's plan. `always`: the plan does not depend on table sizes. `muchToDo`: only under
   * load, and only while the table is so large that an index plan is certainly the best. Default: never.
   */
  readonly keepsPlan?: "always" | "muchToDo";
  /**
   * Creates a row from its values, in the order of the columns. Use it for statements that return thousands of rows: setting
   * twenty properties by name takes more than a third of the time to read a row.
   */
  readonly toRow?: (values: readonly unknown[]) => object;
}

/**
 * Runs statements through the caller's Prisma client or transaction, or through the queue's own connections. Both return the
 * same values (jsonb parsed, int4 and float8 as number, text[] as array, times as numbers: see `times.ts`) and throw the same
 * errors (see {@link translateError}).
 */
export interface Database {
  query<TRow>(statement: Statement, parameters: readonly unknown[]): Promise<TRow[]>;
}

/**
 * Returns a database that runs statements through a Prisma client or transaction client. A query that hangs, for example on a
 * broken connection, fails after `queryTimeoutMs`, so that heartbeats and results can be sent on another connection.
 */
export function prismaDatabase(client: PrismaClientLike, { queryTimeoutMs = 15_000 } = {}): Database {
  return {
    query: async <TRow>(statement: Statement, parameters: readonly unknown[]) => {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<never>((_, reject) => {
        const giveUp = () => reject(new Error(`query read timeout: no reply within ${queryTimeoutMs} ms`));
        timer = setTimeout(giveUp, queryTimeoutMs);
      });
      try {
        // The library's only unsafe call: the texts of statements are constants.
        return await Promise.race([client.$queryRawUnsafe<TRow[]>(statement.text, ...parameters), limit]);
      } catch (error) {
        throw await translateError(error, (text) => client.$queryRawUnsafe(text));
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
