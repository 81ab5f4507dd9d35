/** Version of the queue's tables that this version of the library uses. The last line of `prisma/queue.sql` has the same number. */
export const schemaVersion = 3;

/** Returns the version in the comment of the table `QueueTask`; undefined if the comment has none, as before version 3. */
export function readSchemaVersion(comment: string | null | undefined): number | undefined {
  const digits = /\bqueue schema (\d+)/.exec(comment ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}
