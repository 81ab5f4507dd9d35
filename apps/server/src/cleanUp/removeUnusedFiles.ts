import { findUnusedUploads } from "@package/queue/monitor";
import type { CleanUp } from "./CleanUp.ts";

/** Minimum age in milliseconds of a removed file. A newer file may still get a task, or be the result of a running one. */
const graceMs = 24 * 3_600_000;
/** Number of files per query. */
const batch = 5_000;

/**
 * Removes uploads and results that no task uses: those of tasks that were deleted or pruned after their retention, and uploads for
 * which no task was added.
 */
export async function removeUnusedFiles({ db, storage, isStopping }: CleanUp): Promise<void> {
  const oldestMs = Date.now() - graceMs;
  let [ownerId, keys]: [string | undefined, string[]] = [undefined, []];
  const removeUnused = async () => {
    const unused = ownerId === undefined || keys.length === 0 ? [] : await findUnusedUploads(db, { ownerId }, keys);
    keys = [];
    for (const key of unused) if (!isStopping()) await storage.delete(key);
  };
  for await (const { key, changedAtMs } of storage.list("uploads")) {
    if (isStopping()) return;
    const owner = ownerOf(key);
    if (owner === undefined || changedAtMs > oldestMs) continue;
    if (owner !== ownerId || keys.length === batch) await removeUnused();
    ownerId = owner;
    keys.push(key);
  }
  await removeUnused();
}

/** Returns the user in `uploads/<user>/<folder>/<name>`; undefined when the key has only a hash of the user's id. */
function ownerOf(key: string): string | undefined {
  const owner = key.split("/")[1];
  return owner?.startsWith("id-") ? undefined : owner;
}
