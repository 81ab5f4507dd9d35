import type { PrismaClientLike } from "../domain/types.ts";
import { translateError } from "./translateError.ts";

/** One SQL statement of this library: constant text with `$1`-style parameters, never built from user input. */
export interface Statement {
  /** For logs and traces. */
  readonly name: string;
  readonly text: string;
  /**
   * Whether a connection may keep its plan: `always`, because no table's size changes it, or while there is `muchToDo`, when
   * the table is large and the way by its indexes the best one without doubt.
   */
  readonly keepsPlan?: "always" | "muchToDo";
  /**
   * Makes a row of its values, in the order of the columns. Worth its lines where rows come by the thousand: filling an
   * object by the names of twenty columns is more than a third of what it costs to read it.
   */
  readonly toRow?: (values: readonly unknown[]) => object;
}

/**
 * Runs statements: through the caller's Prisma client or transaction, or through connections of the queue's own. Both
 * give the same values: jsonb parsed, int4 and float8 as number, text[] as array; times come as numbers, see `times.ts`.
 * Both throw the same errors; see {@link translateError}.
 */
export interface Database {
  query<TRow>(statement: Statement, parameters: readonly unknown[]): Promise<TRow[]>;
}

/**
 * Runs statements through a Prisma client or transaction client. A query that hangs, as on a connection whose other end
 * vanished, is given up after `queryTimeoutMs`, so that heartbeats and settlements can be tried on another one.
 */
export function prismaDatabase(client: PrismaClientLike, { queryTimeoutMs = 15_000 } = {}): Database {
  return {
    query: async <TRow>(statement: Statement, parameters: readonly unknown[]) => {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<never>((_, reject) => {
        const giveUp = () => reject(new Error(`query read timeout: no answer within ${queryTimeoutMs} ms`));
        timer = setTimeout(giveUp, queryTimeoutMs);
      });
      try {
        // The only unsafe call in the library; `Statement` texts are module constants.
        return await Promise.race([client.$queryRawUnsafe<TRow[]>(statement.text, ...parameters), limit]);
      } catch (error) {
        throw await translateError(error, (text) => client.$queryRawUnsafe(text));
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
