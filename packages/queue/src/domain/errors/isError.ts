/** Whether this is an error, also one of another realm such as a `vm` context. Throws what a proxy's traps throw. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}
