/**
 * What the compiler knows of your application. Add your registry of workers and your Prisma client, once in your project:
 *
 * ```ts
 * declare module "@package/queue" {
 *   interface Register {
 *     workers: typeof workers;
 *     db: typeof db;
 *   }
 * }
 * ```
 *
 * With `workers`, `context.addToQueue` of every worker checks types and data. With `db`, `tx` is a transaction of that client.
 * Both are optional, and neither exists at run time.
 */
// biome-ignore lint/suspicious/noEmptyInterface: your declaration merges with it
export interface Register {}
