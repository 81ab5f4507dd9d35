import type { CleanUp } from "./CleanUp.ts";
import { findUnusedFiles } from "./findUnusedFiles.ts";

/** A file younger than this many milliseconds stays: a task may be about to be added for it, or about to end with it. */
const graceMs = 24 * 3_600_000;
/** Files that are asked about at once. */
const batch = 5_000;

/**
 * Removes users' uploads and results that no task refers to any more: those of tasks that were deleted or pruned after
 * their retention, and uploads for which no task was ever added.
 */
export async function removeUnusedFiles({ db, storage, isStopping }: CleanUp): Promise<void> {
  const oldestMs = Date.now() - graceMs;
  let [ownerId, keys]: [string | undefined, string[]] = [undefined, []];
  const removeUnused = async () => {
    const unused = ownerId === undefined || keys.length === 0 ? [] : await findUnusedFiles(db, ownerId, keys);
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

/** The user in `uploads/<user>/<folder>/<name>`; undefined where the key has only a hash of the user's id. */
function ownerOf(key: string): string | undefined {
  const owner = key.split("/")[1];
  return owner?.startsWith("id-") ? undefined : owner;
}
