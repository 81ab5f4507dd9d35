/** Milliseconds that others may take with their work. */
const patienceMs = 10_000;

/**
 * Does `work` while no other process does, of all that name the same file, which is made when it is missing and stays
 * empty. The system gives the lock of a process that dies back, so it is never stale. Rejects when others keep it for 10 s.
 */
export async function withFileMutex<T>(path: string, work: () => Promise<T>): Promise<T> {
  // SQLite is what Node has of the system's file locks. Loaded here, because Node 20 does not have it.
  const { DatabaseSync } = await import("node:sqlite");
  const mutex = new DatabaseSync(path, { timeout: patienceMs });
  try {
    mutex.exec("BEGIN EXCLUSIVE");
    return await work();
  } finally {
    mutex.close();
  }
}
