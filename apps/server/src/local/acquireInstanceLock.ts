import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readProcess } from "./readProcess.ts";

/** The mark of a running server in its data folder. */
export interface InstanceLock {
  /** Stores the URL of the server, for the message of the next start. */
  publish(url: string): Promise<void>;
  release(): Promise<void>;
}

interface LockContent {
  pid: number;
  /** When the process started. Another process may get the same number later. */
  processStart: string | null;
  url: string | null;
}

/** Another server uses the data folder. */
export class AlreadyRunningError extends Error {
  override readonly name = "AlreadyRunningError";
  readonly pid: number;
  readonly url: string | null;
  constructor(pid: number, url: string | null) {
    super(
      `A server with this data folder is already running: process ${pid}${url ? `, ${url}` : ", which is still starting"}.\n` +
        `Use that one, or stop it first: Ctrl-C in its terminal, or "kill ${pid}".`,
    );
    this.pid = pid;
    this.url = url;
  }
}

/**
 * Ensures that only one server uses a data folder. A lock whose process has ended, for example because it was killed, is taken
 * over by exactly one of the servers that start at the same time. @throws AlreadyRunningError
 */
export async function acquireInstanceLock(path: string): Promise<InstanceLock> {
  const own: LockContent = {
    pid: process.pid,
    processStart: (await readProcess(process.pid))?.start ?? null,
    url: null,
  };
  const write = async (content: LockContent) => {
    const next = `${path}.${process.pid}`;
    await writeFile(next, JSON.stringify(content));
    await rename(next, path);
  };
  await mkdir(dirname(path), { recursive: true });
  // Reading the lock and replacing it are two steps. No other process may act between them.
  await withFileMutex(`${path}.mutex`, async () => {
    const holder = await readLock(path);
    if (holder && (await isRunning(holder))) throw new AlreadyRunningError(holder.pid, holder.url);
    await write(own);
  });
  return { publish: (url) => write({ ...own, url }), release: () => rm(path, { force: true }) };
}

/** Returns null when there is no lock, or its file has no valid content. */
async function readLock(path: string): Promise<LockContent | null> {
  try {
    const content: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof content === "object" && content !== null && "pid" in content ? (content as LockContent) : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function isRunning(holder: LockContent): Promise<boolean> {
  const found = await readProcess(holder.pid);
  return found !== null && found.start === holder.processStart;
}

/** Milliseconds to wait for other processes. */
const mutexWaitMs = 10_000;

/**
 * Runs `work` while no other process runs its own under the same file. The file is created if missing and stays empty. The
 * operating system releases the lock of a process that dies, so it is never stale. Rejects when others keep it for 10 s.
 */
async function withFileMutex<T>(path: string, work: () => Promise<T>): Promise<T> {
  // SQLite is Node's only access to the system's file locks. Imported here, because Node 20 does not have it.
  const { DatabaseSync } = await import("node:sqlite");
  const mutex = new DatabaseSync(path, { timeout: mutexWaitMs });
  try {
    mutex.exec("BEGIN EXCLUSIVE");
    return await work();
  } finally {
    mutex.close();
  }
}
