import pg from "pg";
import type { QueryTap } from "./QueryTap.ts";

type Callback = (error: unknown, result: pg.QueryResult | pg.QueryArrayResult) => void;
type AnyQuery = (config: unknown, values?: unknown, callback?: unknown) => unknown;

/** Taps every connection of this process: those of Prisma's adapter and the queue's own. */
export function tapPg(tap: QueryTap): void {
  const original = pg.Client.prototype.query as unknown as AnyQuery;
  const tapped: AnyQuery = function (this: pg.Client, given, values, callback) {
    const config =
      typeof given === "string" ? { text: given } : (given as { text?: unknown; values?: unknown[]; submit?: unknown });
    if (typeof config.text !== "string" || "submit" in config) return original.call(this, given, values, callback);
    const parameters = config.values ?? (Array.isArray(values) ? values : []);
    const sent = { ...config, text: tap.rewrite?.(config.text) ?? config.text, values: parameters };
    const observe = (result: pg.QueryResult | pg.QueryArrayResult) =>
      tap.onRows?.(sent.text, parameters, toRecords(result));
    const done = [callback, values].find((argument): argument is Callback => typeof argument === "function");
    if (!done) {
      return (original.call(this, sent) as Promise<pg.QueryResult>).then((result) => {
        observe(result);
        return result;
      });
    }
    return original.call(this, sent, (error: unknown, result: pg.QueryResult) => {
      if (!error) observe(result);
      done(error, result);
    });
  };
  pg.Client.prototype.query = tapped as unknown as typeof pg.Client.prototype.query;
}

/** Prisma's adapter requests rows as arrays. */
function toRecords({ rows, fields }: pg.QueryResult | pg.QueryArrayResult): Record<string, unknown>[] {
  return (rows ?? []).map((row: unknown) =>
    Array.isArray(row)
      ? Object.fromEntries(fields.map(({ name }, index) => [name, row[index]]))
      : (row as Record<string, unknown>),
  );
}
