/** Milliseconds to wait for other processes. */
const limitMs = 10_000;

/**
 * Runs `work` while no other process runs its own under the same file. The file is created if missing and stays empty. The
 * operating system releases the lock of a process that dies, so it is never stale. Rejects when others keep it for 10 s.
 */
export async function withFileMutex<T>(path: string, work: () => Promise<T>): Promise<T> {
  // SQLite is Node's only access to the system's file locks. Imported here, because Node 20 does not have it.
  const { DatabaseSync } = await import("node:sqlite");
  const mutex = new DatabaseSync(path, { timeout: limitMs });
  try {
    mutex.exec("BEGIN EXCLUSIVE");
    return await work();
  } finally {
    mutex.close();
  }
}
